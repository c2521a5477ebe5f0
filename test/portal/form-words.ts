/**
 * A browser tells what is wrong with a field, and which files were chosen, in its own language; this says it in the citizen's. The only script of all pages, and only where there is a form: the policy names it by its
 * hash, so that no other runs. Without it the browser's words stand.
 */
export const formWords = `
const say = (field) => {
  const { valueMissing, badInput, rangeUnderflow, tooLong } = field.validity
  if (valueMissing) return field.type === 'checkbox' ? 'Xin đánh dấu ô này.' : field.type === 'file' ? 'Xin chọn tệp của giấy tờ này.' : field.tagName === 'SELECT' ? 'Xin chọn một mục.' : 'Xin điền ô này.'
  if (badInput) return 'Ngày không có thật. Xin nhập lại.'
  if (rangeUnderflow) return 'Ngày này đã qua. Xin chọn từ hôm nay trở đi.'
  if (tooLong) return 'Dài quá ' + field.maxLength + ' chữ. Xin rút gọn.'
  return 'Xin xem lại ô này.'
}
for (const field of document.querySelectorAll('input[type=file]')) {
  const told = document.createElement('span')
  const tell = () => { told.textContent = [...field.files].map(({ name }) => name).join('; ') || 'Chưa chọn tệp: bấm vào đây để chọn' }
  told.className = 'files'
  told.id = field.id + '-files'
  field.setAttribute('aria-describedby', told.id)
  field.className = 'told'
  field.after(told)
  field.addEventListener('change', tell)
  addEventListener('pageshow', tell)
  tell()
}
addEventListener('invalid', ({ target }) => { target.setCustomValidity(''); target.setCustomValidity(say(target)) }, true)
for (const name of ['input', 'change']) addEventListener(name, ({ target }) => target.setCustomValidity && target.setCustomValidity(''), true)
`
