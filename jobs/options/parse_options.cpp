#include "io/tables/nearest_name.hpp"
#include "jobs/options/config_file.hpp"
#include "jobs/options/option_declaration.hpp"
#include "jobs/options/option_table.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <stdexcept>

namespace atria::jobs {

namespace {

namespace po = boost::program_options;

std::vector<std::string> names_of(const OptionList& list) {
    std::vector<std::string> names;
    for (const OptionDeclaration& option : list.options) { names.push_back(option.name); }
    return names;
}

/// A config file's value, or one occurrence on the command line, as items.
std::vector<std::string> items_of(const OptionDeclaration& option, const std::string& value) {
    if (option.kind != OptionKind::list || value.find('=') != std::string::npos) { return {value}; }
    std::vector<std::string> items;
    std::size_t from = 0;
    while (from <= value.size()) {
        const std::size_t to = std::min(value.find(',', from), value.size());
        const auto first = value.find_first_not_of(" \t", from);
        if (first < to) { items.push_back(value.substr(first, value.find_last_not_of(" \t", to - 1) - first + 1)); }
        from = to + 1;
    }
    return items;
}

OptionSetting& find(std::vector<OptionSetting>& settings, const std::string& name) {
    return *std::find_if(settings.begin(), settings.end(),
                         [&](const OptionSetting& setting) { return setting.declaration.name == name; });
}

void check(OptionSetting& setting, Fault fault, const std::string& where) {
    try {
        check_value(setting);
    } catch (const std::invalid_argument& refusal) { throw Error(fault, where + ": " + refusal.what()); }
}

/// The words of the command line, sorted into (option, value) by Boost; what it cannot place is told in our words.
po::parsed_options parse_words(const OptionList& list, std::span<const std::string> arguments) {
    po::options_description description;
    for (const OptionDeclaration& option : list.options) {
        if (option.kind == OptionKind::flag) {
            description.add_options()(option.name.c_str(), "");
        } else {
            description.add_options()(option.name.c_str(), po::value<std::vector<std::string>>(), "");
        }
    }
    namespace style = po::command_line_style;
    const std::vector<std::string> words(arguments.begin(), arguments.end());
    try {
        return po::command_line_parser(words)
            .options(description)
            .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next)
            .allow_unregistered()
            .run();
    } catch (const po::error& fault) {
        throw Error(Fault::usage, std::string(fault.what()) + "; --help lists the options and their values");
    }
}

void read_command_line(const OptionList& list, std::span<const std::string> arguments,
                       std::vector<OptionSetting>& settings) {
    const std::vector<std::string> names = names_of(list);
    for (const po::option& word : parse_words(list, arguments).options) {
        std::string name = word.string_key;
        std::vector<std::string> values = word.value;
        const bool bare = word.position_key >= 0;
        if (bare) {
            const std::string& text = word.original_tokens.front();
            if (text.starts_with('-') && text.size() > 1) {
                throw Error(Fault::usage, "unknown option " + text + "; options are written --name");
            }
            if (list.positional.empty()) {
                throw Error(Fault::usage, "unexpected argument '" + text + "'; options are written --name value");
            }
            name = list.positional;
            values = {text};
        } else if (word.unregistered) {
            const std::string nearest = io::did_you_mean(name, names);
            throw Error(Fault::usage,
                        "unknown option --" + name + (nearest.empty() ? "; --help lists all options" : nearest));
        }
        OptionSetting& setting = find(settings, name);
        const OptionDeclaration& option = setting.declaration;
        const std::string where = "option --" + name;
        if (option.kind == OptionKind::flag) {
            values = {"true"};
        } else if (setting.given && option.kind != OptionKind::list) {
            throw Error(Fault::usage, where + " is given twice; keep one");
        }
        if (option.kind == OptionKind::flag) { setting.items.clear(); }
        for (const std::string& value : values) {
            if (value.starts_with("--")) {
                throw Error(Fault::usage,
                            std::string(where).append(" lacks its value, ").append(value).append(" follows"));
            }
            for (std::string& item : items_of(option, value)) {
                setting.items.push_back({std::move(item), "command line"});
            }
        }
        setting.given = true;
        check(setting, Fault::usage, where);
    }
}

void read_config(const OptionList& list, const std::string& file, std::vector<OptionSetting>& settings) {
    const std::vector<std::string> names = names_of(list);
    std::vector<bool> from_command_line;
    from_command_line.reserve(settings.size());
    for (const OptionSetting& setting : settings) { from_command_line.push_back(setting.given); }
    for (const ConfigLine& line : read_config_file(file)) {
        const std::string where = file + ":" + std::to_string(line.line);
        const auto at = std::find(names.begin(), names.end(), line.key);
        if (at == names.end()) {
            const std::string nearest = io::did_you_mean(line.key, names);
            throw Error(Fault::bad_config, where + ": unknown key '" + line.key + "'" +
                                               (nearest.empty() ? "; --help lists the keys of this job" : nearest));
        }
        if (line.key == "config" || line.key == "help" || line.key == "version") {
            throw Error(Fault::bad_config, where + ": '" + line.key + "' belongs on the command line; delete the line");
        }
        const auto index = static_cast<std::size_t>(at - names.begin());
        OptionSetting& setting = settings[index];
        if (setting.given && !from_command_line[index] && setting.declaration.kind != OptionKind::list) {
            throw Error(Fault::bad_config, where + ": '" + line.key + "' was set before, at " +
                                               setting.items.front().origin + "; keep one of the two lines");
        }
        // Checked even when the command line wins, so that a wrong file never passes unseen.
        OptionSetting own;
        own.declaration = setting.declaration;
        own.given = true;
        for (std::string& item : items_of(own.declaration, line.value)) {
            own.items.push_back({std::move(item), where});
        }
        check(own, Fault::bad_config, where + ": " + line.key);
        if (from_command_line[index]) { continue; }
        own.items.insert(own.items.begin(), setting.items.begin(), setting.items.end());
        check(own, Fault::bad_config, where + ": " + line.key);
        setting = own;
    }
}

}  // namespace

Options OptionTable::parse(std::span<const std::string> arguments) const {
    auto settings = std::make_shared<std::vector<OptionSetting>>();
    for (const OptionDeclaration& option : declared_->options) {
        settings->emplace_back();
        settings->back().declaration = option;
    }
    read_command_line(*declared_, arguments, *settings);
    const std::vector<std::string> names = names_of(*declared_);
    const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    if (has("config") && find(*settings, "config").given) {
        const std::string file = find(*settings, "config").texts.front();
        read_config(*declared_, file, *settings);
    }
    const bool only_print = has("print-config") && find(*settings, "print-config").flag;
    for (OptionSetting& setting : *settings) {
        if (setting.given) { continue; }
        const OptionDeclaration& option = setting.declaration;
        if (option.required && !only_print) {
            throw Error(Fault::usage, "option --" + option.name + " is missing: " + option.help);
        }
        if (option.has_default) {
            setting.items = {{option.default_value, option.default_words.empty() ? "default" : "machine"}};
        }
        try {
            check_value(setting);
        } catch (const std::invalid_argument& refusal) {
            throw std::logic_error("the default of option " + option.name + ": " + refusal.what());
        }
    }
    return Options(std::move(settings));
}

}  // namespace atria::jobs
