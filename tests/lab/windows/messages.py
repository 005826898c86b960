# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The texts of error codes in the languages of Windows that are played here; a language shows only in them."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[int, str] = {
    1260: "This program is blocked by group policy. For more information, contact your system administrator.",
    1816: "Not enough quota is available to process this command.",
    4551: "An Application Control policy has blocked this file.",
    10060: "A connection attempt failed because the connected party did not properly respond after a period of time.",
    10061: "No connection could be made because the target machine actively refused it.",
    11001: "No such host is known.",
    0x8007054B: "The specified domain either does not exist or could not be contacted.",
    0x80090016: "Keyset does not exist",
    0x8009030D: "The credentials supplied to the package were not recognized",
    0x8009030E: "No credentials are available in the security package",
    0x80090311: "No authority could be contacted for authentication.",
    0x80090322: "The target principal name is incorrect.",
    0x80090325: "The certificate chain was issued by an authority that is not trusted.",
    0x80090328: "The received certificate has expired.",
    0x80090331: "The client and server cannot communicate, because they do not possess a common algorithm.",
    0x800B0101: "A required certificate is not within its validity period.",
    0x800B0109: "A certificate chain processed, but terminated in a root certificate which is not trusted.",
    0x800B010A: "A certificate chain could not be built to a trusted root authority.",
    0x800B010F: "The certificate's CN name does not match the passed value.",
    0x800B0110: "The certificate is not valid for the requested usage.",
    0x800B0111: "The certificate was explicitly marked as untrusted by the user.",
}

GERMAN: Mapping[int, str] = {
    1260: "Dieses Programm wurde durch eine Gruppenrichtlinie blockiert. Weitere Informationen erhalten Sie vom "
    "Systemadministrator.",
    1816: "Es steht nicht genügend Quote zum Verarbeiten dieses Befehls zur Verfügung.",
    4551: "Eine Anwendungssteuerungsrichtlinie hat diese Datei blockiert.",
    10060: "Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeit nicht richtig "
    "reagiert hat.",
    10061: "Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte.",
    11001: "Der angegebene Host ist unbekannt.",
    0x8007054B: "Die angegebene Domäne ist nicht vorhanden, oder es konnte keine Verbindung hergestellt werden.",
    0x80090016: "Der Schlüsselsatz ist nicht vorhanden.",
    0x8009030D: "Die an das Paket übergebenen Anmeldeinformationen wurden nicht erkannt.",
    0x8009030E: "Im Sicherheitspaket sind keine Anmeldeinformationen verfügbar.",
    0x80090311: "Es konnte keine Autorität für die Authentifizierung kontaktiert werden.",
    0x80090322: "Der Zielprinzipalname ist falsch.",
    0x80090325: "Die Zertifikatkette wurde von einer nicht vertrauenswürdigen Zertifizierungsstelle ausgestellt.",
    0x80090328: "Das empfangene Zertifikat ist abgelaufen.",
    0x80090331: "Client und Server können nicht kommunizieren, da sie nicht über einen gemeinsamen Algorithmus verfügen.",
    0x800B0101: "Ein erforderliches Zertifikat befindet sich nicht im Gültigkeitszeitraum.",
    0x800B0109: "Eine Zertifikatkette wurde zwar verarbeitet, endete jedoch mit einem nicht vertrauenswürdigen "
    "Stammzertifikat.",
    0x800B010A: "Eine Zertifikatkette zu einer vertrauenswürdigen Stammzertifizierungsstelle konnte nicht erstellt werden.",
    0x800B010F: "Der CN-Name des Zertifikats stimmt nicht mit dem übergebenen Wert überein.",
    0x800B0110: "Das Zertifikat ist für die angeforderte Verwendung nicht gültig.",
    0x800B0111: "Das Zertifikat wurde vom Benutzer ausdrücklich als nicht vertrauenswürdig gekennzeichnet.",
}

JAPANESE: Mapping[int, str] = {
    1260: "このプログラムはグループ ポリシーによってブロックされています。詳細については、システム管理者に問い合わせてください。",
    1816: "このコマンドを処理するための十分なクォータがありません。",
    4551: "アプリケーション制御ポリシーによってこのファイルがブロックされました。",
    10060: "接続済みの呼び出し先が一定の時間を過ぎても正しく応答しなかったため、接続できませんでした。",
    10061: "対象のコンピューターによって拒否されたため、接続できませんでした。",
    11001: "そのようなホストは不明です。",
    0x8007054B: "指定されたドメインがないか、またはアクセスできません。",
    0x80090016: "キーセットがありません。",
    0x8009030D: "パッケージに渡された資格情報が認識されませんでした。",
    0x8009030E: "セキュリティ パッケージで利用できる資格情報がありません。",
    0x80090311: "認証のために証明機関にアクセスできませんでした。",
    0x80090322: "対象のプリンシパル名が間違っています。",
    0x80090325: "信頼されていない機関によって証明書チェーンが発行されました。",
    0x80090328: "受信した証明書の有効期限が切れています。",
    0x80090331: "クライアントとサーバーに共通のアルゴリズムがないため、通信できません。",
    0x800B0101: "必要な証明書の有効期間が過ぎています。",
    0x800B0109: "証明書チェーンは処理されましたが、信頼されていないルート証明書で終了しました。",
    0x800B010A: "信頼されたルート機関への証明書チェーンを構築できませんでした。",
    0x800B010F: "証明書の CN 名が渡された値と一致しません。",
    0x800B0110: "証明書は要求された用途に対して有効ではありません。",
    0x800B0111: "証明書はユーザーによって明示的に信頼されていないと設定されました。",
}
