import { useState } from "react";
import { createRoot } from "react-dom/client";
import { NetralChat } from "./NetralChat.jsx";

function Intranet() {
  const [shown, setShown] = useState(true);
  const [theme, setTheme] = useState("light");
  const [said, setSaid] = useState("belum ada");
  return (
    <main>
      <h1>Intranet</h1>
      <button onClick={() => setShown(!shown)}>{shown ? "Sembunyikan" : "Tampilkan"}</button>
      <button onClick={() => setTheme(theme === "light" ? "dark" : "light")}>Ganti tampilan</button>
      <p>Jawaban terakhir: <output>{said}</output></p>
      {shown && (
        <NetralChat
          server="https://netral.example.go.id"
          title="Tanya netralitas ASN"
          theme={theme}
          onAnswer={({ answer }) => setSaid(answer.short_answer?.text ?? answer.text)}
        />
      )}
    </main>
  );
}

createRoot(document.getElementById("app")).render(<Intranet />);
