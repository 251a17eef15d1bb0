/** A user with sudo, of a mount namespace: the machine's own /etc is not touched. */

/** In the namespace: ann, 54321, with a group besides her own, who may use sudo without a password. */
export const ann = { uid: 54_321, gid: 54_321, groups: [54_321, 54_322] } as const

/** `$1` is a folder of the test's; `home` in it is ann's. */
const arrive = `
  folder=$1; shift
  mount -t tmpfs -o mode=755 none "$folder"
  mkdir "$folder/upper" "$folder/work" "$folder/home"
  chown ${ann.uid}:${ann.gid} "$folder/home"
  mount -t overlay overlay -o "lowerdir=/etc,upperdir=$folder/upper,workdir=$folder/work" /etc
  echo "ann:x:${ann.uid}:${ann.gid}:Ann:$folder/home:/bin/sh" >>/etc/passwd
  printf 'ann:x:${ann.gid}:\\nfriends:x:${ann.groups[1]}:ann\\n' >>/etc/group
  echo "127.0.0.1 $(hostname)" >>/etc/hosts
  echo 'ann:*:19000:0:99999:7:::' >>/etc/shadow
  echo 'ann ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ann
  chmod 440 /etc/sudoers.d/ann
  cd "$folder/home"`

/**
 * A command that starts another as ann. The real sudo is used: `[...asAnn(folder), 'sudo', '-n']` is what `sudo` in her shell is.
 *
 * @param prepare shell commands of root's, in her home, before that
 */
export const asAnn = (folder: string, prepare = ':'): string[] => [
  ...['unshare', '-m', 'sh', '-ec', `${arrive}; ${prepare}; exec "$@"`, 'sh', folder],
  ...['setpriv', `--reuid=${ann.uid}`, `--regid=${ann.gid}`, `--groups=${ann.groups.join()}`],
]
