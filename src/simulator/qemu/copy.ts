/** Copying the data of disks: how long that takes, and what its log says meanwhile. */
import type { Host } from '../host.ts'
import { passFor, span } from '../host.ts'
import { storageConfig } from '../storage.ts'
import type { Worker } from '../tasks.ts'
import { parseVolumeId } from '../volume-name.ts'

/** Copies with the progress lines of a real copy. Those that go to one storage at the same time share what it can do. */
export async function copyData(
  host: Host,
  worker: Worker,
  { size, volid, node }: { readonly size: number; readonly volid: string; readonly node: string },
  kind: 'create' | 'clone',
): Promise<void> {
  const { storage, shared } = storageConfig(host, parseVolumeId(host, volid).storage)
  const place = shared ? storage : `${node}/${storage}`
  const add = (count: number) => host.copies.set(place, copies() + count)
  const copies = () => host.copies.get(place) ?? 0
  add(1)
  try {
    await transfer(host, worker, size, { kind, copies })
  } finally {
    add(-1)
  }
}

/** How often a copy says how far it is: an import of any size so often that the end of its log is not on the first page. */
const progressLines = { create: 50, clone: 12 }
const progressStep = 2_097_152
/** How often it pauses meanwhile. */
const pauses = 6

interface Transfer {
  readonly kind: 'create' | 'clone'
  /** At the same time, itself included. */
  readonly copies: () => number
}

async function transfer(host: Host, worker: Worker, size: number, { kind, copies }: Transfer): Promise<void> {
  const whole = span(host, kind)
  const lines = Math.max(1, Math.min(progressLines[kind], Math.round(size / progressStep)))
  let paused = 0
  for (let step = 0; step <= lines; step += 1) {
    worker.log(
      `transferred ${amount((size * step) / lines)} of ${amount(size)} (${((step / lines) * 100).toFixed(2)}%)`,
    )
    if (paused > (step / lines) * pauses) continue
    paused += 1
    await passFor(host, (whole / (pauses + 1)) * copies(), worker.signal)
  }
  worker.log(`transferred ${amount(size)} of ${amount(size)} (100.00%)`)
}

function amount(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value.toFixed(1)} ${units[unit]}`
}
