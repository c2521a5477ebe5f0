import type { DossierView } from '../../../electron/contract/views.ts'

type File = DossierView['dossierFiles'][number]
type Paper = DossierView['components'][number]

/** The bytes are on this PC: an officer decides, signs and answers the citizen by what stands in them, but nobody reads a state secret here. */
export function isShowable({ state, isSecret }: Pick<File, 'state' | 'isSecret'>): boolean {
  return !isSecret && state !== 'awaited' && state !== 'elsewhere'
}

/** How many wait for her signature. */
export function countToSign(files: readonly Pick<File, 'state' | 'isSecret'>[]): number {
  return files.filter(({ state, isSecret }) => state === 'unsigned' && !isSecret).length
}

/** Each paper with its files; those of no paper that the dossier has come last. */
export function groupByPaper({ components, dossierFiles }: Pick<DossierView, 'components' | 'dossierFiles'>): { paper: Paper | undefined; files: File[] }[] {
  const of = (id: string): File[] => dossierFiles.filter(({ componentId }) => componentId === id)
  const others = dossierFiles.filter(({ componentId }) => !components.some(({ id }) => id === componentId))
  return [...components.map((paper) => ({ paper, files: of(paper.id) })), ...(others.length > 0 ? [{ paper: undefined, files: others }] : [])]
}
