/** All that a frame of the live view is made of. */
import type { LiveState } from '../../reconciler/live.ts'
import { plain } from '../plain.ts'

/** Something that happened, below the tree. */
export interface LiveEntry {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** A node or host; null: the run. */
  readonly about: string | null
  readonly text: string
  readonly tone: 'good' | 'attention' | null
}

export interface LiveView {
  readonly state: LiveState
  /** Oldest first. */
  readonly entries: readonly LiveEntry[]
  readonly columns: number
  readonly rows: number
  /** Lines of the tree that have gone up and out of sight; more than there are: its end is seen. */
  readonly scroll: number
  readonly hideReady: boolean
  readonly help: boolean
  /** Takes secrets out: before a text is cut, for half a secret is not found any more. */
  readonly redact: (text: string) => string
}

/** Text from elsewhere as it may be shown. */
export const cleaner =
  ({ redact }: Pick<LiveView, 'redact'>) =>
  (text: string): string =>
    plain(redact(text))
