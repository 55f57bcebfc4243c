// secret.cpp - guarded memory on top of libsodium.
#include "secret.hpp"

#include <sodium.h>

#include <array>
#include <bit>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace tijori {
namespace {

constexpr std::size_t smallest_block = 32;
constexpr std::size_t largest_block = 4096;
constexpr std::size_t area_size = std::size_t{64} * 1024;
constexpr std::size_t sizes = 8;  // 32, 64, … 4096
static_assert(smallest_block << (sizes - 1) == largest_block);

// The shared areas. Which blocks are free is written down outside of them.
struct Areas {
    std::array<std::vector<unsigned char*>, sizes> free;
    std::vector<unsigned char*> areas;
    std::size_t in_use = 0;
};
std::mutex areas_mutex;
Areas* areas = nullptr;  // no static object: nothing may be left to destroy when the library is unloaded

std::size_t size_index(std::size_t size) {
    return static_cast<std::size_t>(std::bit_width((size - 1) / smallest_block));
}

unsigned char* take(std::size_t size) {
    if (size > largest_block) {
        auto* memory = static_cast<unsigned char*>(sodium_malloc(size));
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        sodium_memzero(memory, size);
        return memory;
    }
    const std::size_t index = size_index(size);
    const std::lock_guard lock(areas_mutex);
    if (areas == nullptr) {
        areas = new Areas;
    }
    std::vector<unsigned char*>& free = areas->free[index];
    if (free.empty()) {
        const std::size_t block = smallest_block << index;
        free.reserve(free.capacity() + area_size / block);  // so that giving a block back cannot fail
        areas->areas.reserve(areas->areas.size() + 1);
        auto* area = static_cast<unsigned char*>(sodium_malloc(area_size));
        if (area == nullptr) {
            throw std::bad_alloc();
        }
        sodium_memzero(area, area_size);
        areas->areas.push_back(area);
        for (std::size_t at = 0; at < area_size; at += block) {
            free.push_back(area + at);
        }
    }
    unsigned char* block = free.back();
    free.pop_back();
    ++areas->in_use;
    return block;
}

void give_back(unsigned char* memory, std::size_t size) noexcept {
    if (memory == nullptr) {
        return;
    }
    if (size > largest_block) {
        sodium_free(memory);  // wipes
        return;
    }
    sodium_memzero(memory, size);
    const std::lock_guard lock(areas_mutex);
    areas->free[size_index(size)].push_back(memory);
    --areas->in_use;
}

}  // namespace

SecretBytes::SecretBytes(std::size_t size) : size_(size), capacity_(size) {
    if (size > 0) {
        data_ = take(size);
    }
}

SecretBytes::SecretBytes(Bytes content) : SecretBytes(content.size()) {
    for (std::size_t i = 0; i < content.size(); ++i) {
        data_[i] = content[i];
    }
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        clear();
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
    }
    return *this;
}

SecretBytes::~SecretBytes() {
    clear();
}

SecretBytes SecretBytes::random(std::size_t size) {
    SecretBytes made(size);
    if (size > 0) {
        randombytes_buf(made.data(), size);
    }
    return made;
}

void SecretBytes::shrink(std::size_t size) noexcept {
    if (size < size_) {
        sodium_memzero(data_ + size, size_ - size);
        size_ = size;
    }
}

void SecretBytes::clear() noexcept {
    give_back(data_, capacity_);
    data_ = nullptr;
    size_ = 0;
    capacity_ = 0;
}

bool equal_secrets(Bytes left, Bytes right) noexcept {
    return left.size() == right.size() &&
           (left.empty() || sodium_memcmp(left.data(), right.data(), left.size()) == 0);
}

void wipe(void* memory, std::size_t size) noexcept {
    if (memory != nullptr && size > 0) {
        sodium_memzero(memory, size);
    }
}

bool prepare_secret_memory() noexcept {
    return sodium_init() >= 0;
}

void release_secret_memory() noexcept {
    const std::lock_guard lock(areas_mutex);
    if (areas == nullptr || areas->in_use > 0) {
        return;
    }
    for (unsigned char* area : areas->areas) {
        sodium_free(area);
    }
    delete areas;
    areas = nullptr;
}

}  // namespace tijori
