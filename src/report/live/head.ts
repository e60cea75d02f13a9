/** The top of the live view: what is watched, for how long, and whether the hosts answer. */
import type { LiveHost } from '../../reconciler/live.ts'
import { age, count } from '../duration.ts'
import { type Line, piece, spread, widthOf } from './line.ts'
import { cleaner, type LiveView } from './view.ts'

export const headLine = (view: LiveView): Line => {
  const { paths, now, started } = view.state
  const name = [piece('homestak', 'strong'), piece(` watches ${cleaner(view)(paths.join(' '))}`)]
  return spread(name, [piece(`for ${age(now - started)}`, 'faint')], view.columns)
}

/** Silent hosts first, a line each; then the others in one. At most `most` lines, at least one. */
export function hostLines(view: LiveView, most: number): readonly Line[] {
  const { hosts } = view.state
  const isSilent = ({ reachable, message, seen }: LiveHost): boolean => !reachable && (message ?? seen) !== null
  const silent = hosts.filter(isSilent)
  const answering = hosts.filter((host) => !isSilent(host))
  const own = silent.length <= most ? silent.length : most - 1
  const more = silent.length - own
  return [
    ...silent.slice(0, own).map((host) => silentLine(host, view)),
    ...(more > 0 ? [[piece(`✗ ${count(more, 'more host')} not seen now`, 'bad')]] : []),
    ...(answering.length > 0 ? [answeringLine(answering, view)] : []),
  ].slice(0, most)
}

function silentLine({ host, message, seen }: LiveHost, view: LiveView): Line {
  const clean = cleaner(view)
  const last = seen === null ? 'never seen' : `last seen ${age(view.state.now - seen)} ago`
  return [
    piece(`✗ ${clean(host)}`, 'bad'),
    piece(` not seen now, ${last}`, 'attention'),
    ...(message === null ? [] : [piece(`: ${clean(message)}`)]),
  ]
}

function answeringLine(hosts: readonly LiveHost[], view: LiveView): Line {
  const clean = cleaner(view)
  const { now } = view.state
  const line: Line[number][] = []
  let left = hosts.length
  for (const { host, seen } of hosts) {
    const asked: Line =
      seen === null
        ? [piece(`◦ ${clean(host)}`), piece(' not asked yet', 'faint')]
        : [piece(`✓ ${clean(host)}`, 'good'), piece(` ${age(now - seen)} ago`, 'faint')]
    const next: Line = line.length === 0 ? asked : [piece('  '), ...asked]
    // Room is kept for the count of those that are left out.
    if (line.length > 0 && widthOf([...line, ...next]) > view.columns - (left > 1 ? 12 : 0)) break
    line.push(...next)
    left -= 1
  }
  return left === 0 ? line : [...line, piece(`  … ${left} more`, 'faint')]
}
