import styles from './trust-page.module.css'

/** SHA-256 in groups of four, as people compare it letter by letter. */
export function Fingerprint({ hex }: { hex: string }) {
  return <span className={styles.fingerprint}>{(hex.toUpperCase().match(/.{4}/g) ?? []).join(' ')}</span>
}
