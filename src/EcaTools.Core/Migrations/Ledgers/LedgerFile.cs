using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Documents;
using EcaTools.Core.Files;

namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>
/// The file of a ledger: a line of JSON for each entry. A line begins with <c>{"hash":"…",</c>, the SHA-256 of all
/// that follows on the line; that begins with <c>"previous":"…",</c>, the hash of the line before. So a line that is
/// changed, inserted, removed or moved breaks the chain, and sha256sum alone can check it. Removed last lines do not
/// break it: the history of the file in Git shows those.
/// </summary>
internal static class LedgerFile
{
    public const string Name = "ledger.jsonl";
    private const int HashLength = 64;
    private const string Head = "{\"hash\":\"";
    private const string AfterHash = "\",";
    private const string PreviousHead = "\"previous\":\"";

    private static readonly string s_first = new('0', HashLength);

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false), new UtcConverter() },
    };

    /// <summary>Reads a ledger as far as its chain holds.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>.</exception>
    public static MigrationLedger Read(string path) => Read(path, out _, out _);

    /// <summary>Adds entries, all or none. Whoever is killed in between leaves the ledger as it was.</summary>
    /// <param name="path">The ledger.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="beforeMove">Called when all but the last move is done.</param>
    /// <returns>The ledger with them.</returns>
    /// <exception cref="EcaException">
    /// <c>LedgerBroken</c>, <c>DocumentInvalid</c>, <c>FileNotReadable</c>,
    /// <c>FileNotWritten</c>. Nothing was added.
    /// </exception>
    public static MigrationLedger Append(string path, IEnumerable<LedgerEntry> entries, Action? beforeMove = null)
    {
        try
        {
            using FolderLock held = FolderLock.Take(Path.GetDirectoryName(path)!, CancellationToken.None);
            MigrationLedger ledger = Read(path, out byte[] content, out string last);
            if (ledger.Problem is not null)
            {
                throw ledger.Problem;
            }

            using MemoryStream next = new();
            next.Write(content);
            ImmutableArray<LedgerEntry>.Builder all = ledger.Entries.ToBuilder();
            foreach (LedgerEntry entry in entries)
            {
                byte[] line = Line(entry, last, out last);
                next.Write(line);
                all.Add(entry with { Line = all.Count + 1 });
            }

            bool BeforeMove()
            {
                beforeMove?.Invoke();
                return true;
            }

            AtomicFile.Write(path, next.ToArray(), AtomicFileOptions.Careful with { MayReplace = BeforeMove });
            return ledger with { Entries = all.ToImmutable() };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerErrors.LedgerNotWritable(path, exception);
        }
    }

    private static MigrationLedger Read(string path, out byte[] content, out string last)
    {
        last = s_first;
        try
        {
            content = File.Exists(path) ? File.ReadAllBytes(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerErrors.LedgerNotReadable(path, exception);
        }

        ImmutableArray<LedgerEntry>.Builder entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        EcaException? problem = null;
        int start = 0;
        while (start < content.Length && problem is null)
        {
            int end = Array.IndexOf(content, (byte)'\n', start);
            int number = entries.Count + 1;
            if (end < 0)
            {
                problem = LedgerErrors.LedgerTruncated(path, number);
                break;
            }

            // Git may have checked the file out with the line ends of Windows.
            int length = end - start - (end > start && content[end - 1] == '\r' ? 1 : 0);
            string line = Encoding.UTF8.GetString(content, start, length);
            if (MergeConflict.LineOf(line) is not null)
            {
                problem = DocumentErrors.MergeConflictFound(FormattableString.Invariant($"{path}:{number}"));
            }
            else if (Check(line, last, out string hash, out LedgerEntry? entry) is { } reason)
            {
                problem = LedgerErrors.LedgerBroken(path, number, reason);
            }
            else
            {
                entries.Add(entry! with { Line = number });
                last = hash;
            }

            start = end + 1;
        }

        return new MigrationLedger(path, entries.ToImmutable(), problem);
    }

    /// <summary>What is wrong with a line; null if it continues the chain.</summary>
    private static string? Check(string line, string previous, out string hash, out LedgerEntry? entry)
    {
        (hash, entry) = ("", null);
        int rest = Head.Length + HashLength + AfterHash.Length;
        if (line.Length <= rest || !line.StartsWith(Head, StringComparison.Ordinal))
        {
            return "it is not an entry";
        }

        hash = line.Substring(Head.Length, HashLength);
        string hashed = line[rest..];
        if (hash != HashOf(hashed))
        {
            return "the entry was changed after it was written";
        }

        if (!hashed.StartsWith($"{PreviousHead}{previous}{AfterHash}", StringComparison.Ordinal))
        {
            return "it does not follow the line before it, so entries were removed, inserted or moved";
        }

        try
        {
            entry = JsonSerializer.Deserialize<LedgerEntry>(line, s_json);
            return entry is null ? "it is not an entry" : null;
        }
        catch (JsonException exception)
        {
            return $"it is not an entry that this EcaTools reads ({exception.Message})";
        }
    }

    private static byte[] Line(LedgerEntry entry, string previous, out string hash)
    {
        string json = JsonSerializer.Serialize(entry, s_json);
        string hashed = $"{PreviousHead}{previous}{AfterHash}{json[1..]}";
        hash = HashOf(hashed);
        return Encoding.UTF8.GetBytes($"{Head}{hash}{AfterHash}{hashed}\n");
    }

    private static string HashOf(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();

    private sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            );
    }
}
