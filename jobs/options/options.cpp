#include "jobs/options/config_file.hpp"
#include "jobs/options/option_declaration.hpp"
#include "jobs/options/option_table.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace atria::jobs {

namespace {

/// Options about the program rather than the work: they do not belong into a config file.
bool about_the_program(const std::string& name) {
    static constexpr std::array<const char*, 4> names{"config", "print-config", "help", "version"};
    for (const char* each : names) {
        if (name == each) { return true; }
    }
    return false;
}

const OptionSetting& of_kind(const OptionSetting& setting, OptionKind kind) {
    if (setting.declaration.kind != kind) {
        throw std::logic_error("option " + setting.declaration.name + " is asked for as another type than declared");
    }
    return setting;
}

}  // namespace

Options::Options(std::shared_ptr<const std::vector<OptionSetting>> settings) : settings_(std::move(settings)) {}

const OptionSetting& Options::setting(std::string_view name) const {
    for (const OptionSetting& each : *settings_) {
        if (each.declaration.name == name) { return each; }
    }
    throw std::logic_error("option " + std::string(name) + " is not declared");
}

const std::string& Options::text(std::string_view name) const {
    const OptionSetting& found = setting(name);
    if (found.declaration.kind == OptionKind::list) { return of_kind(found, OptionKind::text).texts.front(); }
    return found.texts.front();
}

const std::vector<std::string>& Options::list(std::string_view name) const {
    return of_kind(setting(name), OptionKind::list).texts;
}

std::int64_t Options::integer(std::string_view name) const {
    return of_kind(setting(name), OptionKind::integer).integer;
}
double Options::real(std::string_view name) const { return of_kind(setting(name), OptionKind::real).real; }
std::uint64_t Options::bytes(std::string_view name) const { return of_kind(setting(name), OptionKind::bytes).bytes; }
bool Options::flag(std::string_view name) const { return of_kind(setting(name), OptionKind::flag).flag; }
bool Options::is_set(std::string_view name) const { return setting(name).given; }

bool Options::is_asked(std::string_view name) const {
    const OptionSetting& found = setting(name);
    if (!found.given || found.items.empty()) { return false; }
    const OptionDeclaration& option = found.declaration;
    if (option.kind == OptionKind::list || option.required) { return true; }
    OptionSetting usual;
    usual.declaration = option;
    usual.items = {{option.default_value, ""}};
    check_value(usual);
    const bool differs = found.texts.front() != usual.texts.front() &&
                         (option.kind == OptionKind::text || option.kind == OptionKind::choice);
    if (differs || found.integer != usual.integer || found.real != usual.real || found.bytes != usual.bytes ||
        found.flag != usual.flag) {
        return true;
    }
    const bool nothing =
        option.default_value.empty() || option.default_value == "none" || option.kind == OptionKind::flag;
    return !nothing && found.items.front().origin == "command line";
}

std::vector<Options::Value> Options::values() const {
    std::vector<Value> all;
    for (const OptionSetting& each : *settings_) {
        if (about_the_program(each.declaration.name)) { continue; }
        for (const OptionItem& item : each.items) { all.push_back({each.declaration.name, item.value, item.origin}); }
    }
    return all;
}

std::string Options::print() const {
    std::string page;
    for (const OptionSetting& each : *settings_) {
        const OptionDeclaration& option = each.declaration;
        if (about_the_program(option.name)) { continue; }
        const bool empty = each.items.empty() || (!each.given && each.texts.front().empty());
        if (empty) {
            const bool missing = option.required && !each.given;
            page += "# " + option.name + " =  # " + (missing ? "required, not given" : "default") + "\n";
            continue;
        }
        for (const OptionItem& item : each.items) {
            page += option.name + " = " + quoted_config_value(item.value) + "  # " + item.origin + "\n";
        }
    }
    return page;
}

}  // namespace atria::jobs
