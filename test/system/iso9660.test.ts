/** The seed ISO as other people's programs read it: cdrkit's isoinfo, libarchive's bsdtar, util-linux's blkid. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeIso } from '../../src/steps/iso9660.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const files = new Map([
  ['user-data', bytes(`#cloud-config\n${'# filler\n'.repeat(700)}`)],
  ['meta-data', bytes('instance-id: u1\n')],
  ['network-config', bytes('version: 2\n')],
])
const folder = mkdtempSync(join(tmpdir(), 'homestak-iso-'))
const image = join(folder, 'seed.iso')
writeFileSync(image, writeIso('cidata', files))
afterAll(() => rmSync(folder, { recursive: true }))

const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined
const run = (program: string, ...options: string[]) => execFileSync(program, options, { encoding: 'utf8' })

/** Programs by name, with how each prints one file of the image. */
const readers = {
  isoinfo: (name: string) => run('isoinfo', '-J', '-i', image, '-x', `/${name}`),
  bsdtar: (name: string) => run('bsdtar', '-xOf', image, name),
}

for (const [program, read] of Object.entries(readers)) {
  const there = isThere(program)
  if (!there) console.warn(`SKIPPED: ${program} is not installed, so the seed ISO is not checked with it`)
  describe.skipIf(!there)(`${program} reads the seed ISO`, () => {
    test.each([...files])('file %s', (name, content) => {
      expect(read(name)).toBe(new TextDecoder().decode(content))
    })
  })
}

const blkid = isThere('blkid')
if (!blkid) console.warn('SKIPPED: blkid is not installed, so the label of the seed ISO is not checked with it')
test.skipIf(!blkid)('blkid finds the label by which cloud-init looks for a seed', () => {
  expect(run('blkid', '-p', '-o', 'value', '-s', 'LABEL', image).trim()).toBe('cidata')
  expect(run('blkid', '-p', '-o', 'value', '-s', 'TYPE', image).trim()).toBe('iso9660')
})
