/** The hook that looks at what is about to be committed, and how it is called from a pre-commit hook that may be there. */

/** Needs only git and a shell: whoever commits need not have homestak. */
export const guardScript = `#!/bin/sh
# Refuses a commit that holds plain secrets. Written by homestak site hooks; homestak site hooks --remove takes it out.
cd "$(git rev-parse --show-toplevel)" || exit 1
refused=0
IFS='
'
set -f
for path in $(git diff --cached --name-only --diff-filter=d -z | tr '\\0' '\\n'); do
  case "\${path##*/}" in
  secrets.yaml | secrets.yml | secrets.yaml.enc | secrets.enc.yaml | .secrets.*.new) ;;
  *) continue ;;
  esac
  # What sops has encrypted carries its proof.
  git cat-file blob ":$path" | grep -Eq '^ +"?mac"?: "?ENC\\[AES256_GCM,' && continue
  echo "refused: $path holds plain secrets" >&2
  refused=1
done
[ "$refused" = 0 ] && exit 0
echo "  encrypt them: homestak site encrypt; take the plain file out: git rm --cached FILE, and add it to .gitignore" >&2
exit 1
`

const mark = '# homestak: plain secrets are not committed'

/** The guard lies with the repository itself: hooks may be shared by clones, or by all repositories of a person. */
export const callLine = 'g="$(git rev-parse --git-common-dir)/hooks/homestak-secrets"; [ ! -x "$g" ] || "$g" || exit 1'

const call = `${mark}\n${callLine}\n`

/** The pre-commit hook with the call in it, first of all; undefined where it is no shell script. */
export function withCall(hook: string | undefined): string | undefined {
  if (hook === undefined || hook.trim() === '') return `#!/bin/sh\n${call}`
  if (hook.includes(mark)) return hook
  const [, first = '', rest = ''] = /^([^\n]*)\n?(.*)$/s.exec(hook) ?? []
  if (!first.startsWith('#!')) return /^[^\0]*$/.test(hook) ? `#!/bin/sh\n${call}${hook}` : undefined
  return /\b(?:ba|da|k|z|a)?sh\b/.test(first) ? `${first}\n${call}${rest}` : undefined
}

/** Undefined where nothing of a hook is left. */
export function withoutCall(hook: string): string | undefined {
  const rest = hook.replace(call, '')
  return rest.replace(/^#![^\n]*\n?/, '').trim() === '' ? undefined : rest
}
