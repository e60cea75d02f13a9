/** Completion for shells: a short script for each, and the candidates that it asks for. */
import type { Argument, Command, Option } from 'commander'
import type { Io } from './io.ts'

// Words are handed over as they are, never evaluated. Without a candidate the shell completes file names.
const scripts: Readonly<Record<string, string>> = {
  bash: `_homestak() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
    homestak complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null
  )
}
complete -o default -F _homestak homestak
`,
  zsh: `#compdef homestak
_homestak() {
  local -a found
  found=("\${(@f)$(homestak complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _homestak homestak
`,
  fish: `function __homestak_complete
  set -l words (commandline -opc)
  homestak complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c homestak -a '(__homestak_complete)'
`,
}

export function completionVerb(io: Io, shell: string): number {
  io.stdout.write(scripts[shell] ?? '')
  return 0
}

/** Prints one candidate a line for the last of `words`, which may be empty. */
export function completeVerb(io: Io, program: Command, words: readonly string[]): number {
  for (const candidate of candidates(program, words)) io.stdout.write(`${candidate}\n`)
  return 0
}

function candidates(program: Command, words: readonly string[]): readonly string[] {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = commandOf(program, before)
  const help = command.createHelp()
  const options = help.visibleOptions(command)
  const open = options.find((option) => takesValue(option) && isFlag(option, before.at(-1)))
  const found = open
    ? (open.argChoices ?? [])
    : typed.startsWith('-')
      ? options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined))
      : [
          ...help.visibleCommands(command).map((child) => child.name()),
          ...help.visibleArguments(command).flatMap(choicesOf),
        ]
  return found.filter((candidate) => candidate.startsWith(typed))
}

const takesValue = ({ required, optional }: Option): boolean => required || optional

const isFlag = ({ short, long }: Option, word: string | undefined): boolean =>
  word !== undefined && (word === short || word === long)

const choicesOf = ({ argChoices }: Argument): readonly string[] => argChoices ?? []

/** The innermost command that the words name. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program
  for (const word of words) command = command.commands.find((child) => child.name() === word) ?? command
  return command
}
