/** The tree of nodes in the order of who needs to be seen: all of it where there is room, else what is not Ready first. */
import type { LiveNode } from '../../reconciler/live.ts'
import type { Grid } from './grid.ts'
import { piece, type Piece, type Row } from './line.ts'
import { nodeRows } from './node-rows.ts'
import { rankOf, readyRank, tally, tallyLine } from './node-states.ts'
import { isAlone, nameAlone, type Branch, type Group } from './tree.ts'

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
    if (rank === readyRank && hideReady) return [...rows, ...quietRows(groups, grid)]
    // One that is alone has no other line than its own.
    if (rank === readyRank)
      rows.push(
        ...quietRows(
          groups.filter((group) => !isAlone(group)),
          grid,
        ),
      )
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
    const chosen = group.branches.filter(isChosen)
    const [first] = chosen
    if (!first) continue
    if (isAlone(group))
      rows.push(...nodeRows({ ...first, name: nameAlone(group, grid.hosts) }, { depth: -1, under: null }, grid))
    else rows.push(headingRow(group, counted ? isChosen : () => true, grid), ...branchRows(chosen, grid, most))
    if (rows.length > most) return undefined
  }
  return rows
}

/** Each below its parent, or by itself with its parent's name where that was not chosen. Beyond `most` there is no use in more. */
function branchRows(branches: readonly Branch[], grid: Grid, most: number): readonly Row[] {
  const rows: Row[] = []
  const depths = new Map<Branch, number>()
  let last: LiveNode | undefined
  for (const branch of branches) {
    const { parent } = branch
    const above = parent === null ? undefined : depths.get(parent)
    const depth = above === undefined ? 0 : above + 1
    depths.set(branch, depth)
    const under = parent !== null && above === undefined ? parent.name : null
    rows.push(...nodeRows(branch, { depth, under, above: last }, grid))
    last = branch.node
    if (rows.length > most) break
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
