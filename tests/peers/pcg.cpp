// The same numbers as pcg.c, from O'Neill's C++ library: pcg32 | pcg64 STATE SEQUENCE.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <pcg_random.hpp>

template <class Generator> static int write(const char *state, const char *sequence)
{
    Generator rng(std::strtoull(state, nullptr, 10),
                  std::strtoull(sequence, nullptr, 10));
    std::vector<std::uint64_t> word(1000000);
    for (auto &w : word)
        w = rng();
    return std::fwrite(word.data(), 8, word.size(), stdout) != word.size();
}

int main(int count, char **text)
{
    if (count != 4)
        return 2;
    return std::string(text[1]) == "pcg32" ? write<pcg32>(text[2], text[3])
                                           : write<pcg64>(text[2], text[3]);
}
