/** A service manager that is not there: it remembers what it was told, and how its one unit stands. */
import { join } from 'node:path'
import { HomestakError } from '../../../src/errors.ts'
import type { Ran, Systemd } from '../../../src/cli/systemd.ts'

export interface FakeSystemd extends Systemd {
  /** What it was told beside questions: `start homestak.service`. */
  readonly told: string[]
  enabled: boolean
  active: string
  lingers: boolean
  /** Programs that are not there. */
  missing: readonly string[]
  /** The verb that fails. */
  failing: string | null
}

const fine = (out = ''): Ran => ({ code: 0, out, err: '' })

export function fakeSystemd(dir: string, isRoot = true): FakeSystemd {
  const apply: Readonly<Record<string, () => void>> = {
    enable: () => (fake.enabled = true),
    disable: () => (fake.enabled = false),
    start: () => (fake.active = 'active'),
    restart: () => (fake.active = 'active'),
    stop: () => (fake.active = 'inactive'),
    'reset-failed': () => (fake.active = 'inactive'),
  }
  const fake: FakeSystemd = {
    user: 'op',
    isRoot,
    systemDir: join(dir, 'units'),
    told: [],
    enabled: false,
    active: 'inactive',
    lingers: false,
    missing: [],
    failing: null,
    async run(program, words) {
      if (fake.missing.includes(program))
        throw new HomestakError({ code: 'SystemdFailed', message: `${program} was not found` })
      if (program === 'loginctl') return fine(`Linger=${fake.lingers ? 'yes' : 'no'}\n`)
      if (program === 'journalctl') return fine(`2026-11-21T14:00:00 pve homestak[1]: shop/web  Ready\n`)
      const [verb = ''] = words.filter((word) => word !== '--user')
      if (verb === fake.failing) return { code: 1, out: '', err: 'Failed to connect to bus: Host is down\n' }
      if (verb === 'show')
        return fine(`UnitFileState=${fake.enabled ? 'enabled' : ''}\nActiveState=${fake.active}\nSubState=running\n`)
      fake.told.push(words.join(' '))
      apply[verb]?.()
      return fine()
    },
  }
  return fake
}
