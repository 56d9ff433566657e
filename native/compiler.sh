# Which compiler builds for a runtime identifier on this machine, and how it is called. Sourced by build.sh and smoke.sh.
#
#   on any Linux            linux-x64, linux-arm64, win-x64   gcc, Debian's
#   on Linux, x64           the others                        zig, of an npm package (zig in libzmq.version), and LLVM's linkers
#   on macOS                osx-*                             Xcode's clang
#   on Windows              win-*                             Microsoft's cl, else LLVM's clang-cl
#   on Alpine               its own                           gcc

# What rid stands for, in the variables the rest uses.
choose() {
    work=$artifacts/native-build/$rid
    case $rid in
        linux-*) system=linux library=libzmq.so ;;
        osx-*) system=osx library=libzmq.dylib ;;
        win-*) system=windows library=libzmq.dll ;;
    esac
    case $rid in
        linux-x64) target=x86_64-linux-gnu ;;
        linux-arm64) target=aarch64-linux-gnu ;;
        linux-arm) target="arm-linux-gnueabihf.2.27 -mcpu=generic+v7a-neon-d32" ;; # as Debian's armhf
        linux-musl-x64) target=x86_64-linux-musl ;;
        linux-musl-arm64) target=aarch64-linux-musl ;;
        osx-x64) target=x86_64-macos.12.0 ;;
        osx-arm64) target=aarch64-macos.12.0 ;;
        win-x64) target=x86_64-w64-mingw32 ;;
        win-arm64) target=aarch64-windows-gnu ;;
        *) fail "there is no such runtime identifier; there are $(paste -sd ' ' "$here/runtimes")" ;;
    esac
    case $(uname -s) in
        Darwin) host=osx ;;
        Linux) host=linux$([ ! -f /etc/alpine-release ] || echo -musl) ;;
        *) host=win ;;
    esac
    case $host:$rid in
        osx:osx-*) compiler=clang ;;
        win:win-*) compiler=msvc ;;
        linux-musl:linux-musl-*) compiler=gcc target= ;;
        linux:linux-x64 | linux:linux-arm64 | linux:win-x64) compiler=gcc ;;
        *) compiler=zig ;;
    esac
}

choose_compiler() {
    lld= simd= assembler= object=o output=-o
    flags="-c -DNDEBUG -w -fvisibility=hidden -ffunction-sections -fdata-sections -ffile-prefix-map=$work=."
    [ $system = windows ] || flags="$flags -fPIC -fstack-protector-strong"
    cxx_flags="-O3 -std=gnu++11"
    c_flags="-O2 -std=gnu11 -fno-strict-aliasing -fno-strict-overflow -ftls-model=local-dynamic"
    # What libsodium's configure would find.
    sodium="-DTLS=_Thread_local -DHAVE_C_VARARRAYS -DHAVE_INLINE_ASM -DHAVE_ATOMIC_OPS -DHAVE_ALLOCA"
    unix="-DHAVE_PTHREAD -DHAVE_SYS_MMAN_H -DHAVE_MMAP -DHAVE_MLOCK -DHAVE_MADVISE -DHAVE_MPROTECT -DHAVE_POSIX_MEMALIGN"
    unix="$unix -DHAVE_ALLOCA_H -DHAVE_WEAK_SYMBOLS -DHAVE_GETPID -DHAVE_NANOSLEEP"
    case $system in
        linux) sodium="$sodium $unix -DHAVE_SYS_RANDOM_H -DHAVE_GETRANDOM -DHAVE_EXPLICIT_BZERO -DASM_HIDE_SYMBOL=.hidden" flags="$flags -D_FORTIFY_SOURCE=2" ;;
        osx) sodium="$sodium $unix -DHAVE_ARC4RANDOM -DHAVE_ARC4RANDOM_BUF -DHAVE_MEMSET_S -DASM_HIDE_SYMBOL=.private_extern" ;;
        windows) sodium="$sodium -DHAVE_INTRIN_H" ;;
    esac
    [ "${rid##*-}" = arm ] || sodium="$sodium -DHAVE_TI_MODE"
    if [ "${rid##*-}" = x64 ]; then
        simd=yes
        for header in MM EMM PMM TMM SMM AVX AVX2 AVX512F WMM; do sodium="$sodium -DHAVE_${header}INTRIN_H"; done
        sodium="$sodium -DHAVE_RDRAND -DHAVE_CPUID -DCPU_UNALIGNED_ACCESS"
        if [ $system != windows ]; then
            sodium="$sodium -DHAVE_AMD64_ASM -DHAVE_AVX_ASM"
            folder=libsodium/src/libsodium
            assembler="$folder/crypto_stream/salsa20/xmm6/salsa20_xmm6-asm.S $folder/crypto_scalarmult/curve25519/sandy2x/sandy2x.S"
        fi
    fi

    case $compiler in
        gcc)
            threads=$([ $system != windows ] || echo -posix) # the other has no std::thread
            cc=${target:+$target-}gcc$threads cxx=${target:+$target-}g++$threads
            ;;
        zig)
            [ "$(uname -sm)" = "Linux x86_64" ] || fail "this is built on Linux for x64, by zig"
            export ZIG_GLOBAL_CACHE_DIR="$cache/zig" ZIG_LOCAL_CACHE_DIR="$work/zig"
            PATH="$sources/zig-$zig:$PATH"
            cc="zig cc -target $target" cxx="zig c++ -target $target"
            case $system in osx) lld=ld64.lld-19 ;; windows) lld=lld-link-19 ;; esac
            ;;
        clang)
            arch="-arch $(echo "${rid##*-}" | sed s/x64/x86_64/) -mmacosx-version-min=12.0"
            cc="clang $arch" cxx="clang++ $arch"
            ;;
        msvc)
            # Neither has a 128-bit integer or takes gcc's flags, so libsodium is compiled as plain C.
            cc=cl object=obj output=-Fo simd=
            command -v cl >/dev/null || cc=clang-cl
            command -v $cc >/dev/null || fail "there is neither cl nor clang-cl: start this from a prompt of Visual Studio's build tools, or install LLVM"
            cxx=$cc flags="-nologo -c -O2 -MT -DNDEBUG -w" cxx_flags=-EHsc c_flags= sodium=-DHAVE_INTRIN_H
            ;;
    esac
}

# zig links ELF by LLVM's linker, but macOS' by one of its own, which exports everything, and Windows' with what its
# unwinder marks as exported. So there only the libraries are zig's; it makes them for a link, whose command names them.
zig_libraries() {
    echo 'int nothing;' >nothing.cpp
    ZIG_VERBOSE_LINK=1 $cxx -O2 -s -shared -o nothing nothing.cpp "$@" 2>zig-link || { cat zig-link >>log; fail "zig failed, see $work/log"; }
    libraries=$(grep -E '^(zig ld|lld-link) ' zig-link | tr ' ' '\n' | grep -E '^/.*\.(a|lib|obj)$' | grep -v /nothing.obj)
    [ -n "$libraries" ] || fail "zig names no libraries in $work/zig-link"
}

link() {
    elf="-s -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,-soname,libzmq.so.5 -Wl,--version-script=$here/libzmq.symbols"
    sed -n 's/^ *\(zmq_[a-z_0-9]*\);$/_\1/p' "$here/libzmq.symbols" >exported
    case $compiler:$system in
        gcc:linux) logged $cxx -shared -o $library *.o -static-libgcc -static-libstdc++ -pthread $elf -Wl,--build-id=sha1 ;;
        gcc:windows)
            version_resource
            # Of an archive only what is used is linked; from files of a PE library this linker removes nothing.
            set -- *.o
            logged $target-ar rcsD sodium.a "$@"
            logged $target-ar dD sodium.a libzmq.o version.o
            logged $cxx -shared -o $library libzmq.o version.o sodium.a -static -static-libgcc -static-libstdc++ -s -Wl,--gc-sections \
                -Wl,--no-insert-timestamp -lws2_32 -liphlpapi -ladvapi32
            ;;
        zig:linux) logged $cxx -O2 -shared -dynamic -o $library *.o $elf ;;
        zig:osx)
            zig_libraries
            logged $lld -dylib -arch $(echo "${rid##*-}" | sed s/x64/x86_64/) -platform_version macos 12.0 12.0 \
                -install_name @rpath/$library -exported_symbols_list exported -dead_strip -x -S -adhoc_codesign \
                -o $library *.o $libraries "$sources/zig-$zig/lib/libc/darwin/libSystem.12.tbd"
            ;;
        zig:windows)
            zig_libraries -lws2_32 -liphlpapi -ladvapi32
            for file in $libraries; do
                case $file in */unwind.lib) logged llvm-objcopy-19 --remove-section=.drectve "$file" unwind.lib; file=unwind.lib ;; esac
                set -- "$@" "$file"
            done
            logged $lld -nologo -dll -lldmingw -out:$library -implib:zmq.lib -include:_tls_index -brepro -opt:ref -opt:icf \
                -alternatename:__image_base__=__ImageBase -alternatename:_DllMainCRTStartup=DllMainCRTStartup *.o "$@"
            ;;
        clang:osx)
            logged $cxx -dynamiclib -install_name @rpath/$library -Wl,-exported_symbols_list,exported -Wl,-dead_strip -Wl,-x -Wl,-S \
                -o $library *.o
            ;;
        msvc:windows) logged $cc -nologo -LD -Fe:$library *.obj ws2_32.lib iphlpapi.lib advapi32.lib ;;
    esac
}

# What Windows shows as the file's version.
version_resource() {
    numbers=$(echo $libzmq | tr . ' ')
    set -- $numbers
    sed "s/@ZMQ_VERSION_MAJOR@/$1/g; s/@ZMQ_VERSION_MINOR@/$2/g; s/@ZMQ_VERSION_PATCH@/$3/g" libzmq/src/version.rc.in >version.rc
    logged $target-windres -O coff version.rc version.o
}

# The runtime of mingw-w64, and zig's and LLVM's, are in what they build; that of gcc asks for no notice.
copy_compiler_licenses() {
    case $compiler:$system in
        gcc:windows) cp /usr/share/doc/mingw-w64-x86-64-dev/copyright "$1/mingw-w64.txt" ;;
        zig:windows) cp "$sources/zig-$zig/lib/libc/mingw/COPYING" "$1/mingw-w64-of-zig.txt" ;;
    esac
    [ $compiler != zig ] || cp "$sources/zig-$zig/LICENSE" "$1/zig.txt"
}
