#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atria::jobs {

/// The effective values of a job's options, each with its origin. Validated when made, const ever after.
class Options;
struct OptionList;
struct OptionSetting;

/// A job's options, declared once: --help, --print-config, the config reference and the parser all read this table.
/// Every option is also a `key = value` line of a config file.
class OptionTable {
public:
    OptionTable();
    ~OptionTable();
    OptionTable(OptionTable&&) noexcept;
    OptionTable& operator=(OptionTable&&) noexcept;

    /// Help says what the option means and in which unit. All return *this.
    OptionTable& section(std::string title);
    OptionTable& text(std::string name, std::string help, std::string default_value = "");
    OptionTable& required_text(std::string name, std::string help);

    /// Repeatable and comma-separated; an item that holds a '=' is taken whole, commas and all (af=entry,exit,event).
    OptionTable& list(std::string name, std::string help);
    /// A list of which every item is one of `values`.
    OptionTable& choices(std::string name, std::string help, std::vector<std::string> values);
    OptionTable& integer(std::string name, std::string help, std::int64_t default_value, std::int64_t least,
                         std::int64_t most);
    OptionTable& real(std::string name, std::string help, double default_value, double least, double most);
    OptionTable& choice(std::string name, std::string help, std::vector<std::string> values, std::string default_value);
    OptionTable& bytes(std::string name, std::string help, std::string default_value);  ///< 512M, 4G, ...
    OptionTable& flag(std::string name, std::string help);

    /// A bare word on the command line is the value of option `name`, declared before (atria inspect DIR).
    OptionTable& positional(const std::string& name);

    /// The default of the option declared last was taken from this machine; help says `words` instead of the value.
    OptionTable& default_from_machine(std::string words);

    /// Parses the command line and, when it names one, the config file. Throws Error(usage) or Error(bad_config) with
    /// file, line and the nearest known name for an unknown key. The command line wins over the file, lists included.
    /// A required option may be missing when the flag print-config is given.
    [[nodiscard]] Options parse(std::span<const std::string> arguments) const;

    [[nodiscard]] std::string help() const;

private:
    std::shared_ptr<OptionList> declared_;
};

class Options {
public:
    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] double real(std::string_view name) const;
    [[nodiscard]] std::uint64_t bytes(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] bool is_set(std::string_view name) const;  ///< given by the user, not by default

    /// Whether the user wants something of it: given with another value than the default, or with the default on the
    /// command line (config files may list every option). Nothing is wanted of what is empty, false or none by default.
    [[nodiscard]] bool is_asked(std::string_view name) const;

    /// One `key = value  # origin` line an option, as --print-config shows it; a config file that says the same again.
    [[nodiscard]] std::string print() const;

    struct Value {
        std::string name;
        std::string value;
        std::string origin;  ///< "default", "machine", "command line" or "FILE:LINE"
    };
    /// A line an option, a line an item for lists.
    [[nodiscard]] std::vector<Value> values() const;

private:
    friend class OptionTable;
    explicit Options(std::shared_ptr<const std::vector<OptionSetting>> settings);
    [[nodiscard]] const OptionSetting& setting(std::string_view name) const;

    std::shared_ptr<const std::vector<OptionSetting>> settings_;
};

}  // namespace atria::jobs
