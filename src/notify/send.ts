/** How notifications leave this process: what the edges offer to the rest. */

export interface Posted {
  readonly status: number
  /** The header of that name, where it was sent. */
  readonly retryAfter: string | null
}

export interface Ran {
  /** null where a signal ended it. */
  readonly code: number | null
  /** The end of what it wrote to stderr. */
  readonly err: string
}

/** Both reject where the target cannot be reached or started, and when the signal aborts: nothing is left behind then. */
export interface Send {
  post(
    url: string,
    options: {
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly signal: AbortSignal
    },
  ): Promise<Posted>
  run(argv: readonly string[], options: { readonly input: string; readonly signal: AbortSignal }): Promise<Ran>
}
