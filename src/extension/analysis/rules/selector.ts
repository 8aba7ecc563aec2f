/** Whether a text is a selector: what select.ts reads without a guess. */
export function isSelector(text: string): boolean {
  if (text.length > longest) return false
  if (text.startsWith("'")) return /^'[^'\r\n]*'$/.test(text)
  if (!text.startsWith('{')) return path.test(text)
  const parts = text.split(/(\{[^{}]*\})/).filter((part) => part !== '')
  return parts.every((part) => (part.startsWith('{') ? isSelector(part.slice(1, -1)) : !/[{}\r\n]/.test(part)))
}

const longest = 200

const path =
  /^(?:-?\d{1,2}|\*|self|owner|(?:new|inject|type)\.\d{1,2}|after\.\w+|@target|@param|@name|@method\.[\w$]+|@class\.[\w$]+\.\d{1,2})(?:\[\]|\.[\w$-]+|\.\*)*(?::(?:class|name|owner|tested|cases))?$/
