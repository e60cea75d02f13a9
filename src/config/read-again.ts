/** For a process that stays: reads a site-config again and again, and gives the same one as long as it says the same. */
import { createHash } from 'node:crypto'
import type { ConfigFiles } from './config-files.ts'
import { loadSiteConfig, type LoadedSiteConfig } from './load-site-config.ts'

/** Everything is read each time. What was made of it stays the very same object where nothing read differs. */
export function createSiteConfigReader(files: ConfigFiles): (dir: string) => Promise<LoadedSiteConfig> {
  let last: { readonly digest: string; readonly loaded: LoadedSiteConfig } | undefined
  return async (dir) => {
    const seen = createHash('sha256')
    const loaded = await loadSiteConfig(
      dir,
      heard(files, (answer) => seen.update(answer)),
    )
    const digest = seen.digest('hex')
    if (last?.digest !== digest) last = { digest, loaded }
    return last.loaded
  }
}

/** The same files; `hear` is told of each question with its answer, or with the reason why there was none. */
function heard(files: ConfigFiles, hear: (answer: string | Uint8Array) => void): ConfigFiles {
  const asked = async <Answer>(
    what: string,
    path: string,
    ask: () => Promise<Answer>,
    shown: (answer: Answer) => string | Uint8Array,
  ): Promise<Answer> => {
    try {
      const answer = await ask()
      const text = shown(answer)
      hear(`${JSON.stringify([what, path, text.length])}\n`)
      hear(text)
      return answer
    } catch (error) {
      hear(`${JSON.stringify([what, path, String(error)])}\n`)
      throw error
    }
  }
  return {
    ...files,
    kind: (path) => asked('kind', path, () => files.kind(path), String),
    mode: (path) => asked('mode', path, () => files.mode(path), String),
    readDirectory: (path) =>
      asked(
        'names',
        path,
        () => files.readDirectory(path),
        (names) => JSON.stringify(names),
      ),
    readFile: (path, limit) =>
      asked(
        'content',
        path,
        () => files.readFile(path, limit),
        (content) => content,
      ),
    keyPlaces: (files.keyPlaces ?? []).map(({ name, read }) => ({
      name,
      read: (recipient) =>
        asked(
          'key',
          name,
          () => read(recipient),
          (text) => text ?? '',
        ),
    })),
  }
}
