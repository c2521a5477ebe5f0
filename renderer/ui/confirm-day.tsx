import { formatLocalDate } from '../../electron/domain/calendar.ts'
import { HotkeyButton } from './hotkey-button.tsx'
import { useHotkeys } from './use-hotkeys.ts'

/** The officer's yes to the PC's day, after `clock-jumped`: Ctrl+D does again, with it, what was refused. @param does `thu tiền`: what the yes does, on the button */
export function ConfirmDay({ day, does, onConfirm }: { day: string; does: string; onConfirm(day: string): void }) {
  useHotkeys({ 'Ctrl+D': () => onConfirm(day) })
  return (
    <div style={{ margin: '6px 0' }}>
      <HotkeyButton hotkey="Ctrl+D" onClick={() => onConfirm(day)}>
        Xác nhận hôm nay là {formatLocalDate(day)} và {does}
      </HotkeyButton>
    </div>
  )
}
