/** The words of `homestak site init`: an option for each of its questions. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Io } from './io.ts'
import { collect, withCommon } from './options.ts'

export function addSiteInit(site: Command, io: Io, done: (exitCode: number) => void): void {
  withCommon(site.command('init').argument('[address]', 'of a Proxmox VE host, e.g. 192.0.2.10'))
    .description('from the address of a host to a site-config; run again, it adds what is missing')
    .option('--fingerprint <sha256>', 'of the certificate, where nothing else vouches for it', fingerprint)
    .option('--user <user@realm>', 'who may make tokens (root@pam)')
    .option('--password-file <file>', 'whose first line is the password; - is stdin')
    .option('--token-file <file>', 'in place of a password: a token that is there, USER@REALM!NAME=UUID')
    .option('--token-name <user@realm!name>', 'of the token that is made', tokenName)
    .addOption(new Option('--provisioner <how>', 'what makes the guests').choices(['api', 'tofu']).default('api'))
    .option('--host-downloads', 'let the token have the host fetch images by itself')
    .option('--networks', 'let the token make virtual networks')
    .option('--name <name>', 'what to call the host')
    .option('--node <node>', 'the name that Proxmox VE itself gives it')
    .option('--datastore <storage>', 'where disks go')
    .option('--bridge <bridge>', 'that network cards are plugged into')
    .option('--enable-import', 'where no storage takes images, let one do so')
    .option('--no-enable-import', 'leave storages as they are')
    .option('--image <name>', 'of the first guest')
    .option('--fetch', 'bring that image to the host')
    .option('--no-fetch', 'leave that for later')
    .option('--ssh-key <file>', 'a public key that opens the guests (repeatable)', collect)
    .option('--age <recipient>', 'encrypt the secrets for this public key (repeatable)', collect)
    .option('--new-age-key', 'where no age key is at hand, make one and encrypt the secrets for it')
    .option('--plain-secrets', 'leave them plain, for their owner only')
    .option('--site-id <id>', 'of a new site', siteId)
    .option('-y, --yes', 'ask nothing: take the defaults of what no option answers')
    .action(async (address, options) => done(await (await import('./site-init.ts')).siteInitVerb(io, address, options)))
}

function fingerprint(text: string): string {
  const digits = text.replaceAll(':', '').toUpperCase()
  if (/^[0-9A-F]{64}$/.test(digits)) return (digits.match(/../g) ?? []).join(':')
  throw new InvalidArgumentError('Expected the SHA-256 of a certificate, 64 hexadecimal digits.')
}

function tokenName(text: string): string {
  if (/^[^@\s!]+@[^@\s!]+![A-Za-z][A-Za-z0-9._-]+$/.test(text)) return text
  throw new InvalidArgumentError('Expected USER@REALM!NAME, for example homestak@pve!laptop.')
}

/** As the schema of site.yaml has it. */
function siteId(text: string): string {
  if (/^[a-z][a-z0-9-]{0,29}$/.test(text)) return text
  throw new InvalidArgumentError('Expected a lower-case letter, then up to 29 lower-case letters, digits or dashes.')
}
