import type { ReactNode } from 'react'
import styles from './dossier-page.module.css'

/** A titled box of the dossier's page. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.panel} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Names and texts in two columns; what has no text is left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, text]) =>
        text === null || text === undefined || text === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        )
      )}
    </dl>
  )
}
