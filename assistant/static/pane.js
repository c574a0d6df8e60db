// The source beside an answer.
export function openSource(address) { open(address, "_blank", "noopener"); }
export function closeSource() {}
