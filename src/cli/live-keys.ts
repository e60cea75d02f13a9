/** Keys as a terminal sends them, by what they mean to the live view. */

export type LiveKey =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'ready'
  | 'help'
  | 'quit'
  | 'pause'
  | 'redraw'

const meanings: Readonly<Record<string, LiveKey>> = {
  k: 'up',
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  j: 'down',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[5~': 'page-up',
  '\u001b[6~': 'page-down',
  ' ': 'page-down',
  '\u001b[H': 'home',
  '\u001bOH': 'home',
  '\u001b[1~': 'home',
  '\u001b[7~': 'home',
  '\u001b[F': 'end',
  '\u001bOF': 'end',
  '\u001b[4~': 'end',
  '\u001b[8~': 'end',
  f: 'ready',
  '\t': 'ready',
  '?': 'help',
  q: 'quit',
  '\u0003': 'quit',
  '\u001a': 'pause',
  '\u000c': 'redraw',
}

/** Several may come at once; those without a meaning are left out. */
export const liveKeys = (typed: string): readonly LiveKey[] =>
  [...typed.matchAll(/\u001b\[[\d;]*[A-Za-z~]|\u001bO[A-Z]|[\s\S]/g)].flatMap(([key]) => meanings[key] ?? [])
