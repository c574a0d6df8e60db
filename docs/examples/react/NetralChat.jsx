// A React component around <netral-chat> (React 19, which gives an element its attributes as they are).
import { useEffect, useRef } from "react";

// One script for the page, however many components there are. It adds no button of its own.
function load(server) {
  const src = `${server}/widget.js`;
  if (document.querySelector(`script[src="${src}"]`)) return;
  const script = document.createElement("script");
  script.src = src;
  script.dataset.button = "none";
  document.head.append(script);
}

// `server`: the address of Netral. `onAnswer`: called with {question, answer}. Everything else is an attribute of the element.
export function NetralChat({ server, onAnswer, ...attributes }) {
  const element = useRef(null);

  useEffect(() => load(server), [server]);

  useEffect(() => {
    const chat = element.current;
    const heard = (event) => onAnswer?.(event.detail);
    chat.addEventListener("netral:answer", heard);
    return () => chat.removeEventListener("netral:answer", heard);
  }, [onAnswer]);

  return <netral-chat ref={element} {...attributes} />;
}
