/** Where the files of a site lie within the state folder. */
import { join } from 'node:path'

export interface Place {
  readonly database: string
  readonly leaseDatabase: string
  readonly leaseHolder: string
}

/** Throws a RangeError for a site that cannot be the name of a folder. */
export function placeOf(dir: string, site: string): Place {
  if (site === '' || site === '.' || site === '..' || /[/\\\0]/.test(site)) {
    throw new RangeError(`site ${JSON.stringify(site)} cannot be the name of a folder`)
  }
  return {
    database: join(dir, site, 'state.db'),
    leaseDatabase: join(dir, site, 'lease.db'),
    leaseHolder: join(dir, site, 'lease.json'),
  }
}
