import { useSession } from '../session/session-store.ts'
import styles from './dossier-code.module.css'

/**
 * A dossier's code in a list. On the smallest screen the part before the day gives its room to the names: this office's own, the same in every row, is read aloud only; another's is
 * shortened. The tooltip has all of it.
 */
export function DossierCode({ code }: { code: string }) {
  const own = useSession(({ session }) => (session?.state === 'open' ? session.agencyCode : undefined))
  const end = code.indexOf('-')
  const agency = code.slice(0, end + 1)
  return (
    <span className={`number ${styles.code}`} title={code}>
      <span className={agency === `${own}-` ? styles.own : styles.other}>{agency}</span>
      <span>{code.slice(end + 1)}</span>
    </span>
  )
}
