/** The tags of a guest, as PVE writes them: one text, parted by semicolons, commas or blanks. */
export const tagsIn = (text: string | undefined): string[] => (text ?? '').split(/[;, ]+/).filter((tag) => tag !== '')
