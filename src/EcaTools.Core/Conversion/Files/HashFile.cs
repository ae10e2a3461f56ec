using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// Hashes of metadata elements in a file of lines, one for each name. A line is appended the moment it is known, so
/// that a run that ends early keeps what it has noted; the last line of a name counts. <see cref="Tidy"/> brings the
/// file into the order of the names, so that source control merges it as lines. A line that can't be read is as none.
/// Memory holds the place of each line, not the lines. Whoever appends or tidies holds the <see cref="ProjectLock"/>.
/// </summary>
/// <param name="path">The file's full path.</param>
internal sealed class HashFile(string path)
{
    private const int BufferSize = 64 * 1024;
    private const int MaximumLine = 1024 * 1024;
    private const int SmallFile = 256;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly SortedDictionary<string, (long Start, int Length)> _lines = new(StringComparer.Ordinal);
    private long _end;
    private string _last = "";
    private int _superseded;
    private bool _isTidy = true;

    /// <summary>The hashes under a name, by file and element; null where there are none.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>? Find(string name)
    {
        Refresh();
        if (Read(name) is { } found)
        {
            return found;
        }

        // Another process may have tidied the file, so that the line is elsewhere now.
        return _lines.ContainsKey(name) && Reload() ? Read(name) : null;
    }

    /// <summary>Notes the hashes under a name. Without any file, the name is taken out when the file is
    /// tidied.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Append(
        string name,
        IEnumerable<(string File, IEnumerable<(string Element, ulong Hash)> Elements)> files
    )
    {
        Format(name, files);
        ReadOnlySpan<byte> now = _line.WrittenSpan;
        try
        {
            Refresh();
            if (
                _lines.TryGetValue(name, out (long Start, int Length) at)
                && at.Length == now.Length
                && Bytes(at).AsSpan().SequenceEqual(now)
            )
            {
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = new(
                path,
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
            file.Position = file.Length;
            if (file.Position > _end)
            {
                // What a killed process has left of its line is not continued.
                file.WriteByte((byte)'\n');
                _isTidy = false;
            }

            long start = file.Position;
            file.Write(now);
            Index(name, start, now.Length);
            _end = start + now.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>Tidies the file, a large one only if a quarter of its lines count no longer: writing it whole for each
    /// app would take longer than all else.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void TidyIfWasteful()
    {
        if (_lines.Count <= SmallFile || _superseded * 4 >= _lines.Count + _superseded)
        {
            Tidy();
        }
    }

    /// <summary>Brings the file into the order of the names, a line each.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Tidy()
    {
        Refresh();
        if (_isTidy || !Reload() || _isTidy)
        {
            return;
        }

        ReadOnlySpan<byte> nothing = "\"files\":{}}\n"u8;
        byte[] empty = nothing.ToArray();
        try
        {
            using (FileStream before = Open())
            {
                SafeFile.Write(
                    path,
                    file =>
                    {
                        foreach ((long Start, int Length) at in _lines.Values)
                        {
                            byte[] line = Bytes(before, at);
                            file.Write(line.AsSpan().EndsWith(empty) ? [] : line);
                        }
                    }
                );
            }

            Reload();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }
    }

    private void Format(
        string name,
        IEnumerable<(string File, IEnumerable<(string Element, ulong Hash)> Elements)> files
    )
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_line))
        {
            Span<char> hex = stackalloc char[16];
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartObject("files");
            foreach ((string file, IEnumerable<(string Element, ulong Hash)> elements) in files)
            {
                json.WriteStartObject(file);
                foreach ((string element, ulong hash) in elements)
                {
                    hash.TryFormat(hex, out _, "x16", CultureInfo.InvariantCulture);
                    json.WriteString(element, hex);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
    }

    private Dictionary<string, IReadOnlyDictionary<string, ulong>>? Read(string name)
    {
        if (!_lines.TryGetValue(name, out (long Start, int Length) at))
        {
            return null;
        }

        Dictionary<string, IReadOnlyDictionary<string, ulong>> files = new(StringComparer.Ordinal);
        try
        {
            return Parse(Bytes(at), files) == name ? files : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }
    }

    private byte[] Bytes((long Start, int Length) at)
    {
        using FileStream file = Open();
        return Bytes(file, at);
    }

    private static byte[] Bytes(FileStream file, (long Start, int Length) at)
    {
        byte[] bytes = new byte[at.Length];
        file.Position = at.Start;
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private FileStream Open() =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize);

    private bool Reload()
    {
        Forget();
        Refresh();
        return true;
    }

    private void Forget()
    {
        _lines.Clear();
        (_end, _last, _superseded, _isTidy) = (0, "", 0, true);
    }

    /// <summary>Finds where the lines are that were added since the file was last looked at, by whomever.</summary>
    private void Refresh()
    {
        try
        {
            FileInfo info = new(path);
            long length = info.Exists ? info.Length : 0;
            if (length < _end)
            {
                Forget();
            }

            if (length > _end)
            {
                using FileStream file = Open();
                Scan(file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }
    }

    private void Scan(FileStream file)
    {
        byte[] text = new byte[BufferSize];
        int held = 0;
        file.Position = _end;
        for (int read; (read = file.Read(text, held, text.Length - held)) > 0; )
        {
            held += read;
            int from = 0;
            for (int length; (length = text.AsSpan(from, held - from).IndexOf((byte)'\n') + 1) > 0; from += length)
            {
                if (length <= MaximumLine && Parse(text.AsSpan(from, length), files: null) is { } name)
                {
                    Index(name, _end, length);
                }
                else
                {
                    _isTidy = false;
                }

                _end += length;
            }

            text.AsSpan(from, held - from).CopyTo(text);
            held -= from;
            if (held == text.Length)
            {
                Array.Resize(ref text, held * 2);
            }
        }
    }

    private void Index(string name, long start, int length)
    {
        _isTidy &= string.CompareOrdinal(_last, name) < 0;
        _last = name;
        _superseded += _lines.ContainsKey(name) ? 1 : 0;
        _lines[name] = (start, length);
    }

    /// <summary>The name that a line is about, and its hashes; null where the line is not one of ours, such as the
    /// marks of a merge conflict.</summary>
    private static string? Parse(ReadOnlySpan<byte> text, Dictionary<string, IReadOnlyDictionary<string, ulong>>? files)
    {
        try
        {
            Utf8JsonReader json = new(text);
            if (
                !json.Read()
                || !json.Read()
                || !json.ValueTextEquals("name"u8)
                || !json.Read()
                || json.GetString() is not { } name
                || !json.Read()
                || !json.ValueTextEquals("files"u8)
                || !json.Read()
            )
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
                    if (
                        !ulong.TryParse(
                            json.ValueSpan,
                            NumberStyles.AllowHexSpecifier,
                            CultureInfo.InvariantCulture,
                            out ulong hash
                        )
                    )
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
