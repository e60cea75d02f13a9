#!/bin/sh
# `boot.sh DIR REPOSITORY`: this machine's own root, copied on write, under its own systemd. Is called as process 1 of new
# namespaces; DIR is an empty folder, and its name that of the control group.
set -eu
dir=$1
repository=$2

mount -t tmpfs -o size=512m,mode=755 tmpfs "$dir"
root=$dir/root
mkdir "$dir/upper" "$dir/work" "$root" "$dir/groups"
mount -t overlay overlay -o "lowerdir=/,upperdir=$dir/upper,workdir=$dir/work" "$root"
mkdir -p "$root$repository"
mount --rbind "$repository" "$root$repository"
# Nothing of what this machine runs is to be run there, and nothing that it wrote down to be read.
rm -rf "$root/etc/machine-id" "$root"/etc/systemd/system/*.wants "$root/var/log/journal" "$root/run"
mkdir "$root/run"
: >"$root/etc/machine-id"

mount -t cgroup2 cgroup2 "$dir/groups"
group=$dir/groups/${dir##*/}
mkdir "$group"
echo $$ >"$group/cgroup.procs"

# Without --fork: systemd has to be process 1.
exec unshare --cgroup sh -c '
set -eu
mount --rbind "$1" "$1"
mount --make-rprivate /
cd "$1"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
  : >"dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/outside
pivot_root . run/outside
umount -l /run/outside
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=basic.target --show-status=no
' sh "$root"
