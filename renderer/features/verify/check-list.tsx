import { tellVerdict } from '../../../electron/domain/verification-words.ts'
import type { Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import type { Check } from './verify-store.ts'
import styles from './verify-page.module.css'

/** What was checked in this session, newest first; arrows choose. */
export function CheckList({ checks, shownKey, onShow }: { checks: readonly Check[]; shownKey: number | undefined; onShow(key: number): void }) {
  return (
    <fieldset className={styles.checks} data-testid="checks">
      <legend>Đã kiểm tra ({checks.length})</legend>
      {checks.map((check) => (
        <label key={check.key} className={styles.check} data-shown={check.key === shownKey || undefined}>
          <input type="radio" name="check" checked={check.key === shownKey} onChange={() => onShow(check.key)} />
          <span className="clamp-1" title={check.name}>
            {check.name}
          </span>
          <ToneText told={tellCheck(check)} />
        </label>
      ))}
    </fieldset>
  )
}

function tellCheck(check: Check): Told {
  switch (check.state) {
    case 'checking':
      return { text: 'Đang kiểm tra', tone: 'busy' }
    case 'failed':
      return { text: 'Không kiểm tra được', tone: 'warning' }
    case 'checked': {
      const { title, tone } = tellVerdict(check.file.report)
      return { text: title, tone }
    }
  }
}
