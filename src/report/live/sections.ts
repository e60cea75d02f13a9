/** The tree of nodes in the order of who needs to be seen: all of it where there is room, else what is not Ready first. */
import type { Grid } from './grid.ts'
import { piece, type Piece, type Row } from './line.ts'
import { nodeRows } from './node-rows.ts'
import { rankOf, readyRank, tally, tallyLine } from './node-states.ts'
import type { Branch, Group } from './tree.ts'

export interface Sections {
  /** What is to be seen without scrolling. */
  readonly first: readonly Row[]
  readonly rest: readonly Row[]
}

/** `room` is what the screen has for the tree. */
export function sectionsOf(groups: readonly Group[], room: number, hideReady: boolean, grid: Grid): Sections {
  for (let rank = hideReady ? readyRank - 1 : readyRank; rank > 0; rank -= 1) {
    const first = treeRows(groups, (branch) => rankOf(branch.node) <= rank, grid, { counted: true, most: room })
    if (first) return { first, rest: restRows(groups, rank, hideReady, grid) }
  }
  const first = allRows(groups, 0, grid, true)
  return { first, rest: restRows(groups, 0, hideReady, grid) }
}

const titles = ['Needs a person', 'Working', 'Waiting', 'Ready'] as const

function restRows(groups: readonly Group[], shown: number, hideReady: boolean, grid: Grid): readonly Row[] {
  const rows: Row[] = []
  for (let rank = shown + 1; rank <= readyRank; rank += 1) {
    if (rank === readyRank) rows.push(...quietRows(groups, grid))
    if (rank === readyRank && hideReady) break
    const ranked = allRows(groups, rank, grid, false)
    if (ranked.length > 0) rows.push(() => [piece(titles[rank] ?? '', 'faint')], ...ranked)
  }
  return rows
}

/** Groups with nothing but ready nodes, a line each. */
const quietRows = (groups: readonly Group[], grid: Grid): readonly Row[] =>
  groups
    .filter(({ branches }) => branches.every(({ node }) => rankOf(node) === readyRank))
    .map((group) => () => [...heading(group, grid), ...folded(group.branches)])

const allRows = (groups: readonly Group[], rank: number, grid: Grid, counted: boolean): readonly Row[] =>
  treeRows(groups, (branch) => rankOf(branch.node) === rank, grid, { counted, most: Infinity }) ?? []

interface Extent {
  /** Say how many of a group were not chosen. */
  readonly counted: boolean
  readonly most: number
}

/** The chosen nodes below the headings of their groups; undefined where they are too many. */
function treeRows(
  groups: readonly Group[],
  isChosen: (branch: Branch) => boolean,
  grid: Grid,
  { counted, most }: Extent,
): readonly Row[] | undefined {
  const rows: Row[] = []
  for (const group of groups) {
    const depths = new Map<Branch, number>()
    for (const branch of group.branches) {
      if (!isChosen(branch)) continue
      if (depths.size === 0) rows.push(headingRow(group, counted ? isChosen : () => true, grid))
      const { parent } = branch
      const above = parent === null ? undefined : depths.get(parent)
      const depth = above === undefined ? 0 : above + 1
      depths.set(branch, depth)
      rows.push(...nodeRows(branch, depth, parent !== null && above === undefined ? parent.name : null, grid))
      if (rows.length > most) return undefined
    }
  }
  return rows
}

const headingRow =
  (group: Group, isShown: (branch: Branch) => boolean, grid: Grid): Row =>
  () => [...heading(group, grid), ...folded(group.branches.filter((branch) => !isShown(branch)))]

const heading = ({ manifest, host }: Group, { clean }: Grid): readonly Piece[] => [
  piece(clean(manifest), 'strong'),
  piece(` on ${clean(host)}`, 'faint'),
]

const folded = (branches: readonly Branch[]): readonly Piece[] =>
  branches.length === 0 ? [] : [piece('  … ', 'faint'), ...tallyLine(tally(branches.map(({ node }) => node)))]
