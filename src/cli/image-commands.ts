/** The words of `homestak image`. */
import { type Command, InvalidArgumentError } from 'commander'
import type { Io } from './io.ts'
import { collect, withCommon } from './options.ts'

export function addImage(program: Command, io: Io, done: (exitCode: number) => void): void {
  const image = program.command('image').description('bring images to hosts, check and remove them').helpCommand(false)
  const withHosts = (command: Command, otherwise: string): Command =>
    withCommon(command)
      .option('-H, --host <host>', `on this host (repeatable); ${otherwise}`, collect)
      .option('--all-hosts', 'on every host of the site')
      .option('--insecure', 'accept any certificate of a host')
  const withSource = (command: Command): Command =>
    command
      .option('--repo <owner/name>', 'the repository whose release has it', repository)
      .option('--tag <tag>', 'the tag of that release')
  const fallback = 'else the default one of site.yaml'
  withHosts(image.command('list').argument('[name...]', 'images'), 'else on all')
    .description('show what each host has, from which release, and what names it')
    .action(async (names, options) => done(await (await import('./image.ts')).imageListVerb(io, names, options)))
  withSource(withHosts(image.command('fetch').argument('[name...]', 'images, such as debian-12'), fallback))
    .description('bring images to hosts; what is there already is not sent again')
    .option('--enable-import', 'where no storage takes images, let one do so')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(async (names, options) => done(await (await import('./image.ts')).imageFetchVerb(io, names, options)))
  withSource(withHosts(image.command('verify').argument('[name...]', 'images; else all'), fallback))
    .description('hold the images of hosts and of this machine against their digests')
    .action(async (names, options) => done(await (await import('./image.ts')).imageVerifyVerb(io, names, options)))
  withHosts(image.command('remove').argument('[name...]', 'images'), fallback)
    .description('remove fetched images from hosts and from this machine, but what is in use')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(async (names, options) => done(await (await import('./image.ts')).imageRemoveVerb(io, names, options)))
}

function repository(text: string): string {
  if (/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/.test(text)) return text
  throw new InvalidArgumentError(`Expected OWNER/NAME, got '${text}'.`)
}
