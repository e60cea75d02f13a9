/** A NoCloud image, uploaded as a client does. */
import { writeIso } from '../../../src/steps/iso9660.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'

export function renderIso(files: Readonly<Record<string, string>>): {
  upload(simulator: Simulator, name: string): Promise<unknown>
} {
  const bytes = writeIso('cidata', new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])))
  return {
    upload(simulator, name) {
      const boundary = 'seed'
      const head =
        `--${boundary}\r\nContent-Disposition: form-data; name="content"\r\n\r\niso\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="filename"; filename="${name}"\r\n\r\n`
      return simulator.handle({
        method: 'POST',
        path: '/api2/json/nodes/pve/storage/local/upload',
        headers: {
          authorization: `PVEAPIToken=${simulator.token}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
      })
    },
  }
}
