/** The middle of the live view: broken files, images on their way, removals and the tree, all of it in reach by scrolling. */
import { gridOf } from './grid.ts'
import { piece, type Row } from './line.ts'
import { fetchRows, problemRows, removalRows } from './notices.ts'
import { sectionsOf } from './sections.ts'
import { groupsOf } from './tree.ts'
import type { LiveView } from './view.ts'

/** `page` rows are seen at once. */
export function bodyRows(view: LiveView, page: number): readonly Row[] {
  const notices = [problemRows(view), fetchRows(view), removalRows(view)]
  const groups = groupsOf(view.state.nodes)
  const grid = gridOf(view, groups)
  const whole = sectionsOf(groups, page - notices.flat().length, view.hideReady, grid)
  const isTooMuch = whole.rest.length > 0 && notices.flat().length > 0
  if (!isTooMuch) return [...notices.flat(), ...whole.first, ...whole.rest]
  // Many notices are no reason to hide the tree: those that are too many are found at the end.
  const most = Math.max(1, Math.floor(page / 4))
  const clipped = notices.map((rows) => clip(rows, most))
  const top = clipped.flatMap(({ shown }) => shown)
  const { first, rest } = sectionsOf(groups, page - top.length, view.hideReady, grid)
  return [...top, ...first, ...rest, ...clipped.flatMap(({ hidden }) => hidden)]
}

function clip(rows: readonly Row[], most: number): { readonly shown: readonly Row[]; readonly hidden: readonly Row[] } {
  if (rows.length <= most) return { shown: rows, hidden: [] }
  const shown = rows.slice(0, most - 1)
  const hidden = rows.slice(most - 1)
  return { shown: [...shown, () => [piece(`… ${hidden.length} more lines like this at the end`, 'faint')]], hidden }
}
