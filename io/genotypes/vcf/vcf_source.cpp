#include "io/genotypes/vcf/vcf_source.hpp"

#include "io/genotypes/distinct_people.hpp"
#include "io/genotypes/unusable_alleles.hpp"
#include "io/genotypes/vcf/header_build.hpp"
#include "io/genotypes/vcf/hts_file.hpp"
#include "io/genotypes/vcf/region_index.hpp"
#include "io/genotypes/vcf/site.hpp"
#include "io/genotypes/vcf/vcf_reader.hpp"
#include "kernels/data/error.hpp"

#include <array>
#include <string>
#include <utility>

namespace atria::io {

namespace {

constexpr std::array<std::string_view, 4> names{"DS, GP or GT", "GT", "DS", "GP"};

std::string_view name_of(CalledField field) { return names.at(static_cast<std::size_t>(field)); }

/// Is it a sequence of bases? `*`, <DEL>, breakends and . are not.
bool is_sequence(std::string_view allele) {
    return !allele.empty() && allele.find_first_not_of("ACGTNacgtn") == std::string_view::npos;
}

/// Tells the variants of one site after the other, and counts what they have.
class SiteTeller {
public:
    SiteTeller(const HtsFile& file, CalledField field, const std::function<void(const FileVariant&)>& take,
               const UnusableVariant& unusable)
        : field_(field), declared_(file.header()), take_(take), unusable_(unusable) {}

    void tell(const Site& site, std::uint64_t offset) {
        const std::string_view id = site.id == "." ? std::string_view{} : site.id;
        const Chromosome chromosome = chromosome_code(site.chromosome, ChromosomeNumbers::plink);
        const auto field = taken_field(field_, site.fields, declared_, site.alternatives.size());
        assign_upper(other_, site.reference);
        for (std::uint32_t i = 0; i < site.alternatives.size(); ++i) {
            assign_upper(effect_, site.alternatives[i]);
            const std::string reason = reason_against(site, chromosome, field.has_value());
            if (!reason.empty()) {
                unusable_(
                    id,
                    std::string(site.chromosome) + ":" + std::to_string(site.position) + ":" + other_ + ":" + effect_,
                    reason);
                continue;
            }
            ++variants_.at(static_cast<std::size_t>(*field));
            take_({chromosome, static_cast<std::uint32_t>(site.position), effect_, other_, id, false, {offset, i}});
        }
        lines_ += 1;
        lines_with_field_ += field.has_value() ? 1U : 0U;
    }

    [[nodiscard]] bool found() const { return lines_ > 0; }

    /// What calls were taken from. Throws when there were lines, and none had the field asked for.
    [[nodiscard]] std::string summary(const std::filesystem::path& file) const {
        if (lines_ == 0) {
            throw Error(Fault::bad_data, file.string() +
                                             ": the file has no variants. It is cut short, or another one "
                                             "was meant.");
        }
        if (lines_with_field_ == 0) {
            throw Error(Fault::bad_data, file.string() + ": no variant has the field " + std::string(name_of(field_)) +
                                             " for its people. Choose another --genotype-field, or give a file with "
                                             "genotypes.");
        }
        std::string text;
        for (const CalledField field : {CalledField::dosage, CalledField::probabilities, CalledField::call}) {
            const auto count = variants_.at(static_cast<std::size_t>(field));
            if (count == 0) { continue; }
            text.append(text.empty() ? "field " : ", ").append(name_of(field));
            text.append(" of ").append(std::to_string(count)).append(count == 1 ? " variant" : " variants");
        }
        return text.empty() ? "no usable variant" : text;
    }

private:
    [[nodiscard]] std::string reason_against(const Site& site, Chromosome chromosome, bool has_field) const {
        if (chromosome == 0) { return std::string(not_placed); }
        if (site.position <= 0) { return std::string(no_position); }
        if (!is_sequence(effect_)) { return "ALT is missing, * or symbolic"; }
        if (!is_sequence(other_)) { return "REF is no sequence of bases"; }
        if (const auto reason = unusable_alleles(other_, effect_); !reason.empty()) { return std::string(reason); }
        if (has_field) { return {}; }
        std::string reason = "no field " + std::string(name_of(field_));
        return site.alternatives.size() > 1 ? reason + " for each ALT" : reason;
    }

    CalledField field_;
    DeclaredFields declared_;
    const std::function<void(const FileVariant&)>& take_;
    const UnusableVariant& unusable_;
    std::string effect_;
    std::string other_;
    std::array<std::uint64_t, names.size()> variants_{};  ///< by the field taken
    std::uint64_t lines_ = 0;
    std::uint64_t lines_with_field_ = 0;
};

class VcfSource final : public GenotypeSource {
public:
    VcfSource(std::filesystem::path file, CalledField field, int threads)
        : file_(std::move(file)), field_(field), threads_(threads) {
        const HtsFile head(file_, 1);
        people_ = head.samples();
        build_ = build_of_header(head.header());
        require_distinct(people_, file_.string());
    }

    [[nodiscard]] const std::vector<std::string>& people() const override { return people_; }

    [[nodiscard]] StatedBuild stated_build() const override { return build_; }

    [[nodiscard]] ScanReport scan(const std::function<void(const FileVariant&)>& take,
                                  const UnusableVariant& unusable) const override {
        HtsFile file(file_, threads_);
        SiteTeller teller(file, field_, take, unusable);
        Site site;
        for (std::uint64_t offset = file.offset(); file.is_bcf() ? file.next_record() : file.next_line();
             offset = file.offset()) {
            if (file.is_bcf()) {
                site.take_record(file);
            } else if (file.line().empty()) {
                continue;
            } else {
                site.take_line(file);
            }
            teller.tell(site, offset);
        }
        ScanReport report{teller.summary(file_), {}};
        if (std::string open = file.open_end(); !open.empty()) { report.warnings.push_back(std::move(open)); }
        return report;
    }

    [[nodiscard]] ScanReport scan_regions(const std::vector<Region>& regions,
                                          const std::function<void(const FileVariant&)>& take,
                                          const UnusableVariant& unusable) const override {
        HtsFile file(file_, threads_);
        const auto indexed = indexed_regions(file_, file.is_bcf(), regions);
        if (!indexed) { return scan(take, unusable); }
        SiteTeller teller(file, field_, take, unusable);
        Site site;
        for (const IndexedRegion& region : *indexed) {
            file.seek(region.offset);
            for (std::uint64_t offset = file.offset(); file.is_bcf() ? file.next_record() : file.next_line();
                 offset = file.offset()) {
                if (!file.is_bcf() && (file.line().empty() || file.line().front() == '#')) { continue; }
                file.is_bcf() ? site.take_record(file) : site.take_line(file);
                if (site.chromosome != region.contig || site.position > std::int64_t{region.last}) { break; }
                if (site.position >= std::int64_t{region.first}) { teller.tell(site, offset); }
            }
        }
        return {teller.found() ? teller.summary(file_) + ", by the index" : "no variant, by the index", {}};
    }

    [[nodiscard]] std::unique_ptr<GenotypeReader> reader(std::vector<std::uint32_t> sample_of_person,
                                                         std::vector<WantedVariant> wanted) const override {
        return read_vcf(file_, field_, threads_, std::move(sample_of_person), std::move(wanted));
    }

private:
    std::filesystem::path file_;
    CalledField field_;
    int threads_;
    std::vector<std::string> people_;
    StatedBuild build_;
};

}  // namespace

std::unique_ptr<GenotypeSource> open_vcf(const std::filesystem::path& file, CalledField field, int threads) {
    return std::make_unique<VcfSource>(file, field, threads);
}

}  // namespace atria::io
