/** The words of `homestak site`. */
import type { Command } from 'commander'
import type { Io } from './io.ts'
import { collect, withCommon } from './options.ts'
import { addSiteInit } from './site-init-command.ts'

export function addSite(program: Command, io: Io, done: (exitCode: number) => void): void {
  const site = program.command('site').description('make and keep a site-config').helpCommand(false)
  addSiteInit(site, io, done)
  withCommon(site.command('encrypt'))
    .description('encrypt secrets.yaml to secrets.yaml.enc, as sops does')
    .option('--age <recipient>', 'a public key to encrypt for (repeatable); else as .sops.yaml says', collect)
    .option('--remove', 'remove the plain file, once the encrypted one was opened with a key of yours')
    .action(async (options) => done(await (await import('./site-secrets.ts')).encryptVerb(io, options)))
  withCommon(site.command('decrypt'))
    .description('write the plain secrets.yaml, for its owner only; no other command does')
    .option('--force', 'also over one that says something else')
    .action(async (options) => done(await (await import('./site-secrets.ts')).decryptVerb(io, options)))
  withCommon(site.command('validate'))
    .description('check every file of the site-config, whether its secrets can be read, and what they are open to')
    .action(async (options) => done(await (await import('./site-validate.ts')).siteValidateVerb(io, options)))
  withCommon(site.command('hooks'))
    .description('have git refuse to commit plain secrets')
    .option('--remove', 'take that out again')
    .action(async (options) => done(await (await import('./site-hooks.ts')).hooksVerb(io, options)))
}
