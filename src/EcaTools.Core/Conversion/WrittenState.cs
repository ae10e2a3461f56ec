using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Files;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion;

/// <summary>
/// What was written to a folder last, as hashes of elements, so that the next conversion can tell what somebody changed since. It is a file of
/// one line for each app in the order of their names, <c>.ecatools/&lt;folder&gt;.jsonl</c> beside the folder: it belongs into source control
/// with the files, and lines merge as lines do. It holds no value of any element. A line that can't be read is as none. Memory holds the place
/// of each line, not the lines.
/// </summary>
internal sealed class WrittenState : IDisposable
{
    /// <summary>The folder that the file is in.</summary>
    public const string FolderName = ".ecatools";

    private const int MaximumLine = 1024 * 1024;

    private readonly string path;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly SortedDictionary<string, (Stream In, long Start, int Length)> lines = new(StringComparer.Ordinal);
    private FileStream? before;
    private FileStream? added;
    private bool loaded;
    private long end;

    /// <summary>The state of a folder. Nothing is read or written yet.</summary>
    /// <param name="outputPath">The folder, as a full path.</param>
    public WrittenState(string outputPath)
    {
        string folder = Path.TrimEndingDirectorySeparator(outputPath);
        path = Path.Combine(Path.GetDirectoryName(folder) ?? folder, FolderName, $"{Path.GetFileName(folder)}.jsonl");
    }

    /// <summary>The hashes of an app's elements as they were written last, by file and element; null where nothing is known of the app.</summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>? Find(string app)
    {
        Load();
        if (!lines.TryGetValue(app, out (Stream In, long Start, int Length) at))
        {
            return null;
        }

        Dictionary<string, IReadOnlyDictionary<string, ulong>> files = new(StringComparer.Ordinal);
        return Parse(Read(at), files) is null ? null : files;
    }

    /// <summary>Notes what was written of an app. It is kept by <see cref="Complete"/>.</summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public void Note(ConvertedApp app)
    {
        Load();
        Format(app);
        ReadOnlySpan<byte> now = line.WrittenSpan;
        if (lines.TryGetValue(app.Name, out (Stream In, long Start, int Length) at) && at.Length == now.Length && Read(at).AsSpan().SequenceEqual(now))
        {
            return;
        }

        try
        {
            if (added is null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                added = new FileStream(TemporaryFiles.NameNextTo(path), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
            }

            added.Position = end;
            added.Write(now);
            lines[app.Name] = (added, end, now.Length);
            end += now.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>Writes the file anew where anything was noted.</summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public void Complete()
    {
        if (added is null)
        {
            return;
        }

        SafeFile.Write(path, file =>
        {
            foreach ((Stream In, long Start, int Length) at in lines.Values)
            {
                file.Write(Read(at));
            }
        });
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        added?.Dispose();
        before?.Dispose();
        (added, before, loaded, end) = (null, null, false, 0);
        lines.Clear();
    }

    /// <summary>What an app's file is called here, whatever the format: its full name and suffix.</summary>
    public static string FileName(NamedRecord record) => $"{record.FullName}.{MetadataSchema.Default.Find(record.Type)!.Suffix}";

    private void Format(ConvertedApp app)
    {
        line.ResetWrittenCount();
        using (Utf8JsonWriter json = new(line))
        {
            Span<char> hex = stackalloc char[16];
            json.WriteStartObject();
            json.WriteString("name", app.Name);
            json.WriteStartObject("files");
            foreach (NamedRecord record in app.Records)
            {
                json.WriteStartObject(FileName(record));

                // Elements of one name stand together: a record's fields are in the order of their names.
                string? last = null;
                foreach (MetadataField field in record.Record.Fields)
                {
                    if (field.Name != last)
                    {
                        FieldHash.Of(record.Record, field.Name)!.Value.TryFormat(hex, out _, "x16", CultureInfo.InvariantCulture);
                        json.WriteString(last = field.Name, hex);
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        line.Write("\n"u8);
    }

    private byte[] Read((Stream In, long Start, int Length) at)
    {
        byte[] bytes = new byte[at.Length];
        try
        {
            at.In.Position = at.Start;
            at.In.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException)
        {
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>Finds where each line is.</summary>
    private void Load()
    {
        if (loaded)
        {
            return;
        }

        loaded = true;
        try
        {
            if (!File.Exists(path))
            {
                return;
            }

            before = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024);
            byte[] text = new byte[64 * 1024];
            int held = 0;
            long start = 0;
            for (int read; (read = before.Read(text, held, text.Length - held)) > 0;)
            {
                held += read;
                int from = 0;
                for (int length; (length = text.AsSpan(from, held - from).IndexOf((byte)'\n') + 1) > 0; from += length)
                {
                    if (Parse(text.AsSpan(from, length), files: null) is { } name)
                    {
                        lines[name] = (before, start + from, length);
                    }
                }

                text.AsSpan(from, held - from).CopyTo(text);
                (held, start) = (held - from, start + from);
                if (held == text.Length)
                {
                    if (held >= MaximumLine)
                    {
                        return;
                    }

                    Array.Resize(ref text, held * 2);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>The app that a line is about, and its hashes; null where the line is not one of ours, such as the marks of a merge conflict.</summary>
    private static string? Parse(ReadOnlySpan<byte> text, Dictionary<string, IReadOnlyDictionary<string, ulong>>? files)
    {
        try
        {
            Utf8JsonReader json = new(text);
            if (!json.Read() || !json.Read() || !json.ValueTextEquals("name"u8) || !json.Read() || json.GetString() is not { } name
                || !json.Read() || !json.ValueTextEquals("files"u8) || !json.Read())
            {
                return null;
            }

            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
            {
                Dictionary<string, ulong>? hashes = files is null ? null : new(StringComparer.Ordinal);
                if (hashes is not null)
                {
                    files![json.GetString()!] = hashes;
                }

                json.Read();
                while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
                {
                    string? element = hashes is null ? null : json.GetString();
                    json.Read();
                    if (!ulong.TryParse(json.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash))
                    {
                        return null;
                    }

                    if (element is not null)
                    {
                        hashes![element] = hash;
                    }
                }
            }

            return json.Read() && json.TokenType is JsonTokenType.EndObject && !json.Read() ? name : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
