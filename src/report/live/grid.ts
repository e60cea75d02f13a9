/** How many cells each column of the tree has on a screen; what matters less goes first where it is narrow. */
import type { LiveView } from './view.ts'
import { cleaner } from './view.ts'
import { isAlone, nameAlone, type Group } from './tree.ts'

export interface Grid {
  readonly width: number
  readonly now: number
  readonly clean: (text: string) => string
  /** How many are looked at. */
  readonly hosts: number
  /** With its indentation. */
  readonly name: number
  /** Levels of a tree beyond which nothing is moved to the right any more. */
  readonly deepest: number
  /** 0 for a column that is not shown. */
  readonly vmid: number
  readonly word: number
  readonly since: number
  readonly message: number
}

const gap = 2
/** Two blanks, the symbol, a blank. */
const margin = 4

export function gridOf(view: LiveView, groups: readonly Group[]): Grid {
  const { columns: width, state } = view
  const deepest = Math.max(0, Math.floor((width - 20) / 12))
  let longest = 8
  // As wide as most are: columns that move with every change cannot be read.
  let vmid = 5
  let word = 'working'.length
  for (const group of groups) {
    // It begins where headings do.
    if (isAlone(group)) longest = Math.max(longest, nameAlone(group, state.hosts.length).length - 2)
    for (const { name, depth, node, parent } of group.branches) {
      // Where its parent is left out, its name stands before that of the node.
      const led = parent === null || node.state === 'ready' ? 0 : parent.name.length + 3
      longest = Math.max(longest, name.length + Math.max(led, 2 * Math.min(depth, deepest)))
      if (node.vmid !== null) vmid = Math.max(vmid, String(node.vmid).length)
      word = Math.max(word, node.state.length)
    }
  }
  if (width < 60) vmid = 0
  const since = width < 40 ? 0 : 4
  const fixed = margin + word + gap + (vmid === 0 ? 0 : vmid + gap) + (since === 0 ? 0 : since + gap)
  // Names may take a third of a wide screen, and all that is left of a narrow one.
  const name = Math.max(2 * deepest + 4, Math.min(longest, width < 60 ? width - fixed : Math.floor(width / 3)))
  const message = width - fixed - name - gap
  return {
    width,
    now: state.now,
    clean: cleaner(view),
    hosts: state.hosts.length,
    name,
    deepest,
    vmid,
    word,
    since,
    message: message < 12 ? 0 : message,
  }
}
