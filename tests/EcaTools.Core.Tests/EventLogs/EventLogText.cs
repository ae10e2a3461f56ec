using System.Text;
using EcaTools.Core.EventLogs;

namespace EcaTools.Core.Tests.EventLogs;

/// <summary>Reads event logs out of texts, record by record.</summary>
internal static class EventLogText
{
    /// <summary>The records as text, with their quotes resolved, and the lines that are none.</summary>
    public static async Task<(List<string[]> Records, List<ScanResult> Rejected)> ReadAsync(
        byte[] bytes,
        int blockSize = 1 << 20
    )
    {
        List<string[]> records = [];
        List<ScanResult> rejected = [];
        using EventLogBlockReader blocks = new(new MemoryStream(bytes), blockSize);
        EventLogBlock block = new();
        EventLogScanner? scanner = null;
        while (await blocks.ReadAsync(block, CancellationToken.None))
        {
            int offset = 0;
            scanner ??= Scanner(block, out offset);
            scanner.Load(block, offset);
            for (ScanResult result = scanner.Read(); result is not ScanResult.End; result = scanner.Read())
            {
                bool isMalformed = false;
                string[] record = result is ScanResult.Record ? new string[scanner.Count] : [];
                for (int i = 0; i < record.Length; i++)
                {
                    record[i] = Text(scanner, i, ref isMalformed);
                }

                if (isMalformed)
                {
                    scanner.Reject();
                    rejected.Add(ScanResult.Malformed);
                }
                else if (result is ScanResult.Record)
                {
                    records.Add(record);
                }
                else
                {
                    rejected.Add(result);
                }
            }
        }

        return (records, rejected);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Quoted(params IEnumerable<string> fields) =>
        string.Join(',', fields.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private static EventLogScanner Scanner(EventLogBlock block, out int offset)
    {
        EventLogHeader header = EventLogHeader.Read(block, "test.csv", out offset);
        return new EventLogScanner(header.Separator, header.Names.Length);
    }

    private static string Text(EventLogScanner scanner, int column, ref bool isMalformed) =>
        Encoding
            .UTF8.GetString(scanner.Bytes(scanner.Field(column, ref isMalformed)))
            .Replace("\"\"", "\"", StringComparison.Ordinal);
}
