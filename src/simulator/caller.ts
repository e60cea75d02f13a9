/** Who makes a call. */

export interface Caller {
  /** `user@realm`. */
  readonly userid: string
  readonly tokenid?: string
  /** `user@realm` or `user@realm!token`. */
  readonly name: string
}

/** Only root with a ticket: a token of root is not root. */
export const isRoot = (caller: Caller): boolean => caller.name === 'root@pam'

/** The caller of `user@realm` or `user@realm!token`. */
export function callerOf(name: string): Caller {
  const [userid = '', tokenid] = name.split('!')
  return tokenid === undefined ? { userid, name } : { userid, tokenid, name }
}
