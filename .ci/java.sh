# Sourced by ./test and ./demo: a JDK 17 or newer, and the few tools the scripts use. On Debian as root what is missing is installed.
javac_major() { "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2> /dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p'; }
need=()
major=$(javac_major)
[ "${major:-0}" -ge 17 ] || need+=(openjdk-17-jdk-headless)
command -v curl > /dev/null || need+=(curl)
command -v unzip > /dev/null || need+=(unzip)
if [ ${#need[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "== Installing ${need[*]}"
        DEBIAN_FRONTEND=noninteractive apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${need[@]}" > /dev/null || exit 1
        case " ${need[*]} " in *jdk*) export JAVA_HOME=/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture) ;; esac
    else
        echo "Please install ${need[*]} (a JDK of 17 or newer), or set JAVA_HOME, and run this again."
        exit 1
    fi
fi
