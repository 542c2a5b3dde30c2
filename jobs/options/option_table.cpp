#include "jobs/options/option_table.hpp"

#include "jobs/options/option_declaration.hpp"
#include "kernels/data/shortest_number.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace atria::jobs {

namespace {

/// Adds words to lines of at most 110 letters, continued at column `indent`.
void wrap(std::string& page, const std::string& words, std::size_t indent) {
    constexpr std::size_t width = 110;
    std::size_t column = indent;
    std::size_t from = 0;
    while (from < words.size()) {
        const std::size_t to = std::min(words.find(' ', from), words.size());
        if (column > indent && column + 1 + (to - from) > width) {
            page += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            page += ' ';
            ++column;
        }
        page.append(words, from, to - from);
        column += to - from;
        from = to + 1;
    }
    page += '\n';
}

std::string remarks(const OptionDeclaration& option, bool positional) {
    std::vector<std::string> parts;
    if (option.required) { parts.emplace_back("required"); }
    if (positional) { parts.push_back(std::string("--").append(option.name).append(" itself may be left out")); }
    if (option.kind == OptionKind::list) { parts.emplace_back("repeatable"); }
    if (const std::string range = range_words(option); !range.empty()) { parts.push_back(range); }
    if (!option.default_words.empty()) {
        parts.push_back("default: " + option.default_words);
    } else if (option.has_default && !option.default_value.empty() && option.kind != OptionKind::flag) {
        parts.push_back("default " + option.default_value);
    }
    std::string all;
    for (const std::string& part : parts) {
        all += all.empty() ? " (" : "; ";
        all += part;
    }
    return all.empty() ? all : all + ")";
}

OptionDeclaration& declare(OptionList& list, OptionKind kind, std::string name, std::string help) {
    for (const OptionDeclaration& option : list.options) {
        if (option.name == name) { throw std::logic_error("option " + name + " is declared twice"); }
    }
    OptionDeclaration option;
    option.name = std::move(name);
    option.help = std::move(help);
    option.section = list.section;
    option.kind = kind;
    list.options.push_back(std::move(option));
    return list.options.back();
}

}  // namespace

OptionTable::OptionTable() : declared_(std::make_shared<OptionList>()) {}
OptionTable::~OptionTable() = default;
OptionTable::OptionTable(OptionTable&&) noexcept = default;
OptionTable& OptionTable::operator=(OptionTable&&) noexcept = default;

OptionTable& OptionTable::section(std::string title) {
    declared_->section = std::move(title);
    return *this;
}

OptionTable& OptionTable::text(std::string name, std::string help, std::string default_value) {
    OptionDeclaration& option = declare(*declared_, OptionKind::text, std::move(name), std::move(help));
    option.has_default = true;
    option.default_value = std::move(default_value);
    return *this;
}

OptionTable& OptionTable::required_text(std::string name, std::string help) {
    declare(*declared_, OptionKind::text, std::move(name), std::move(help)).required = true;
    return *this;
}

OptionTable& OptionTable::list(std::string name, std::string help) {
    declare(*declared_, OptionKind::list, std::move(name), std::move(help));
    return *this;
}

OptionTable& OptionTable::choices(std::string name, std::string help, std::vector<std::string> values) {
    declare(*declared_, OptionKind::list, std::move(name), std::move(help)).choices = std::move(values);
    return *this;
}

OptionTable& OptionTable::integer(std::string name, std::string help, std::int64_t default_value, std::int64_t least,
                                  std::int64_t most) {
    OptionDeclaration& option = declare(*declared_, OptionKind::integer, std::move(name), std::move(help));
    option.has_default = true;
    option.default_value = shortest_number(default_value);
    option.least_integer = least;
    option.most_integer = most;
    return *this;
}

OptionTable& OptionTable::real(std::string name, std::string help, double default_value, double least, double most) {
    OptionDeclaration& option = declare(*declared_, OptionKind::real, std::move(name), std::move(help));
    option.has_default = true;
    option.default_value = shortest_number(default_value);
    option.least = least;
    option.most = most;
    return *this;
}

OptionTable& OptionTable::choice(std::string name, std::string help, std::vector<std::string> values,
                                 std::string default_value) {
    OptionDeclaration& option = declare(*declared_, OptionKind::choice, std::move(name), std::move(help));
    option.has_default = true;
    option.choices = std::move(values);
    option.default_value = std::move(default_value);
    return *this;
}

OptionTable& OptionTable::bytes(std::string name, std::string help, std::string default_value) {
    OptionDeclaration& option = declare(*declared_, OptionKind::bytes, std::move(name), std::move(help));
    option.has_default = true;
    option.default_value = std::move(default_value);
    return *this;
}

OptionTable& OptionTable::flag(std::string name, std::string help) {
    OptionDeclaration& option = declare(*declared_, OptionKind::flag, std::move(name), std::move(help));
    option.has_default = true;
    option.default_value = "false";
    return *this;
}

OptionTable& OptionTable::positional(const std::string& name) {
    const bool known = std::any_of(declared_->options.begin(), declared_->options.end(),
                                   [&](const OptionDeclaration& option) { return option.name == name; });
    if (!known) { throw std::logic_error("positional option " + name + " is not declared"); }
    declared_->positional = name;
    return *this;
}

OptionTable& OptionTable::default_from_machine(std::string words) {
    declared_->options.back().default_words = std::move(words);
    return *this;
}

std::string OptionTable::help() const {
    constexpr std::size_t indent = 30;
    std::string page;
    std::string section;
    for (const OptionDeclaration& option : declared_->options) {
        if (page.empty() || option.section != section) {
            section = option.section;
            page += page.empty() ? "" : "\n";
            page += section.empty() ? "Options" : section;
            page += ":\n";
        }
        std::string term = "  --" + option.name;
        if (option.kind != OptionKind::flag) { term.append(" ").append(placeholder(option)); }
        if (term.size() + 2 > indent) {
            page += term + '\n' + std::string(indent, ' ');
        } else {
            page += term + std::string(indent - term.size(), ' ');
        }
        wrap(page, option.help + remarks(option, option.name == declared_->positional), indent);
    }
    return page;
}

}  // namespace atria::jobs
