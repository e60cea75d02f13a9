/** Rollback takes back only what this run began to make, never what once was Ready. */
import type { Guard } from '../intent.ts'

export const rollbackOwn: Guard = ({ act, uid, key }, { consents }) =>
  act === 'rollback' && !consents.destroy.has(uid)
    ? { reason: 'NotOurs', message: `${key} was not made by this run`, fix: `homestak destroy ${key}` }
    : undefined
