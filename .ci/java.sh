# Sourced by ./test and ./demo: a JDK 17 or newer, and the few tools the scripts use. On Debian as root what is missing is installed.
javac_major() { "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2> /dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p'; }
need=()
major=$(javac_major)
[ "${major:-0}" -ge 17 ] || need+=(openjdk-17-jdk-headless)
command -v curl > /dev/null || need+=(curl)
command -v unzip > /dev/null || need+=(unzip)
if [ ${#need[@]} -gt 0 ]; then
    "$(dirname "${BASH_SOURCE[0]}")/install" "${need[@]}" || exit 1
    case " ${need[*]} " in *jdk*) export JAVA_HOME=/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture) ;; esac
fi
