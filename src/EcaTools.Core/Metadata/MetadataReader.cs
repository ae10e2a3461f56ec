using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EcaTools.Core.Metadata;

/// <summary>
/// Reads one record of a metadata type from a file, a stream or a response of the Metadata API. It keeps every element
/// in its order, those that the schema does not know included, and masks secrets as it reads. It takes no DTD, resolves
/// nothing and reads at most <see cref="MaxBytes"/>. Instances hold no state between reads and may be shared between
/// threads.
/// </summary>
/// <param name="schema">The types to know.</param>
public sealed class MetadataReader(MetadataSchema schema)
{
    /// <summary>The largest file that is read, in bytes: 10 MB.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>The deepest nesting that is read, in elements below the root.</summary>
    public const int MaxDepth = 32;

    /// <summary>The longest name of an element or attribute, in characters. Salesforce's own have fewer than
    /// 100.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The most attributes of an element. Metadata has those of XML Schema alone.</summary>
    public const int MaxAttributes = 64;

    /// <summary>How many unknown elements are listed. More are kept in the record, and counted in the last line of the
    /// list.</summary>
    public const int MaxUnknownElements = 1000;

    private const string XmlSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>A reader that knows <see cref="MetadataSchema.Default"/>.</summary>
    public MetadataReader()
        : this(MetadataSchema.Default) { }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expectedType">The metadata type that it must hold; null for any.</param>
    /// <exception cref="EcaException">FileNotReadable, MalformedXml, FileTooLarge,
    /// MalformedXml, NotMetadata.</exception>
    public MetadataDocument ReadFile(string path, string? expectedType = null)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return file.CanSeek && file.Length > MaxBytes
                ? throw MetadataErrors.FileTooLarge(path, file.Length)
                : Read(file, path, expectedType);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MetadataErrors.FileNotReadable(path, exception);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="source">What errors call it, such as its path.</param>
    /// <param name="expectedType">The metadata type that it must hold; null for any.</param>
    /// <exception cref="EcaException">MalformedXml, FileTooLarge,
    /// NotMetadata.</exception>
    public MetadataDocument Read(Stream stream, string source, string? expectedType = null)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int count = 0;
            for (int read; (read = stream.Read(buffer, count, buffer.Length - count)) > 0; )
            {
                count += read;
                if (count > MaxBytes)
                {
                    throw MetadataErrors.FileTooLarge(source, bytes: -1);
                }

                if (count == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    Buffer.BlockCopy(buffer, 0, larger, 0, count);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }
            }

            if (count == 0)
            {
                throw MetadataErrors.EmptyFile(source);
            }

            using MemoryStream bytes = new(buffer, 0, count, writable: false);
            using XmlReader xml = XmlReader.Create(bytes, Settings);
            return Read(xml, source, expectedType, LineOfDoctype);

            // The parser's error names no line for a DTD. In UTF-16 its bytes are not found, and the line is reported as 0:
            // not known.
            int LineOfDoctype()
            {
                int doctype = buffer.AsSpan(0, count).IndexOf("<!DOCTYPE"u8);
                return doctype < 0 ? 0 : buffer.AsSpan(0, doctype).Count((byte)'\n') + 1;
            }
        }
        finally
        {
            // The bytes may hold a consumer secret; the pool must not keep it.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Reads an element that was parsed before, such as <c>records</c> in the response of
    /// readMetadata.</summary>
    /// <param name="element">The element; its type is its <c>xsi:type</c>, or its name.</param>
    /// <param name="source">What errors call it, such as the org's alias.</param>
    /// <param name="expectedType">The metadata type that it must hold; null for any.</param>
    /// <exception cref="EcaException">MalformedXml, NotMetadata.</exception>
    public MetadataDocument Read(XElement element, string source, string? expectedType = null)
    {
        using XmlReader xml = element.CreateReader();
        return Read(xml, source, expectedType, static () => 0);
    }

    private MetadataDocument Read(XmlReader xml, string source, string? expectedType, Func<int> lineOfDoctype)
    {
        try
        {
            xml.MoveToContent();
            string root = TypeName(xml);
            if (
                xml.NamespaceURI != MetadataSchema.XmlNamespace
                && (xml.NamespaceURI.Length > 0 || schema.Find(root) is not { HasFiles: true })
            )
            {
                throw MetadataErrors.NotMetadata(source, xml.LocalName);
            }

            if (expectedType is not null && root != expectedType)
            {
                throw MetadataErrors.WrongMetadataType(source, root, expectedType);
            }

            Pass pass = new(schema, xml, source);
            MetadataRecord record = pass.ReadRoot(root);
            while (xml.Read())
            {
                // What follows the root must be well-formed too.
            }

            return new MetadataDocument(record, pass.FullName, pass.UnknownElements());
        }
        catch (XmlException exception) when (exception.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw MetadataErrors.DtdRefused(source, exception.LineNumber > 0 ? exception.LineNumber : lineOfDoctype());
        }
        catch (XmlException exception)
        {
            throw MetadataErrors.MalformedXml(source, exception.LineNumber, exception.LinePosition);
        }
    }

    private static string TypeName(XmlReader xml)
    {
        string name = xml.GetAttribute("type", XmlSchemaInstance) ?? xml.LocalName;
        return name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>One walk through one document.</summary>
    private sealed class Pass(MetadataSchema schema, XmlReader xml, string source)
    {
        private readonly IXmlLineInfo? _position = xml as IXmlLineInfo;
        private readonly ImmutableArray<UnknownElement>.Builder _unknown =
            ImmutableArray.CreateBuilder<UnknownElement>();
        private readonly List<string> _open = new(MaxDepth);
        private int _unlisted;

        public string? FullName { get; private set; }

        private int Line => _position is not null && _position.HasLineInfo() ? _position.LineNumber : 0;

        /// <summary>The path of the element that is being read, made where it is needed: each of many elements would
        /// have its own copy.</summary>
        private string Path => string.Join('.', _open);

        /// <summary>The elements that the schema does not know.</summary>
        public ImmutableArray<UnknownElement> UnknownElements()
        {
            if (_unlisted > 0)
            {
                _unknown.Add(new UnknownElement(FormattableString.Invariant($"({_unlisted} more)"), Line: 0));
            }

            return _unknown.ToImmutable();
        }

        public MetadataRecord ReadRoot(string type)
        {
            ImmutableArray<MetadataField> attributes = ReadAttributes("");
            int line = Line;
            (string text, ImmutableArray<MetadataField> fields) = ReadContent(schema.Find(type), depth: 0);
            return string.IsNullOrWhiteSpace(text)
                ? new MetadataRecord(type, [.. attributes, .. fields])
                : throw MetadataErrors.MixedContent(source, line, type);
        }

        /// <summary>Reads what stands between the tags: text, child elements, or (which the caller refuses)
        /// both.</summary>
        private (string Text, ImmutableArray<MetadataField> Children) ReadContent(MetadataType? type, int depth)
        {
            if (xml.IsEmptyElement)
            {
                return ("", []);
            }

            string text = "";
            StringBuilder? pieces = null;
            ImmutableArray<MetadataField>.Builder? children = null;
            while (xml.Read() && xml.NodeType is not XmlNodeType.EndElement)
            {
                if (xml.NodeType is XmlNodeType.Element)
                {
                    ReadElement(type, depth + 1, children ??= ImmutableArray.CreateBuilder<MetadataField>());
                }
                else if (text.Length == 0)
                {
                    text = SafeText.Lines(xml.Value);
                }
                else
                {
                    // A comment or CDATA splits text into pieces.
                    pieces ??= new StringBuilder(text);
                    pieces.Append(SafeText.Lines(xml.Value));
                }
            }

            return (pieces?.ToString() ?? text, children?.ToImmutable() ?? []);
        }

        private void ReadElement(MetadataType? type, int depth, ImmutableArray<MetadataField>.Builder fields)
        {
            int line = Line;
            string name = NameAt(line);
            if (depth > MaxDepth)
            {
                throw MetadataErrors.NestedTooDeep(source, line, MaxDepth);
            }

            _open.Add(name);
            MetadataElement? element = type?.Elements.GetValueOrDefault(name);
            bool isFullName = depth == 1 && element is null && name == "fullName";
            if (element is null && type is { IsOpen: false } && !isFullName)
            {
                AddUnknown("", line);
            }

            MetadataType? groupType = element is null ? null : schema.Find(element.Type);
            bool isNil = xml.GetAttribute("nil", XmlSchemaInstance) is "true" or "1";
            ImmutableArray<MetadataField> attributes = ReadAttributes(name);
            (string text, ImmutableArray<MetadataField> children) = ReadContent(groupType, depth);
            bool hasText = !string.IsNullOrWhiteSpace(text);
            if (hasText && !children.IsEmpty)
            {
                throw MetadataErrors.MixedContent(source, line, Path);
            }

            if (isFullName && children.IsEmpty)
            {
                FullName = text.Trim();
            }
            else if (!children.IsEmpty || (groupType is not null && !hasText && !isNil))
            {
                fields.Add(
                    new MetadataField(name, Value: null, new MetadataRecord(groupType?.Name ?? "", children), line)
                );
            }
            else if (!isNil)
            {
                bool isSecret = hasText && IsSecret(element, name, text);
                fields.Add(
                    new MetadataField(name, isSecret ? MetadataField.SecretMask : text, Group: null, line)
                    {
                        IsSecret = isSecret,
                    }
                );
            }

            fields.AddRange(attributes);
            _open.RemoveAt(_open.Count - 1);
        }

        private string NameAt(int line) =>
            xml.LocalName.Length <= MaxNameLength
                ? xml.LocalName
                : throw MetadataErrors.ElementNameTooLong(source, line, MaxNameLength);

        private void AddUnknown(string suffix, int line)
        {
            if (_unknown.Count < MaxUnknownElements)
            {
                _unknown.Add(new UnknownElement(Path + suffix, line));
            }
            else
            {
                _unlisted++;
            }
        }

        /// <summary>
        /// Metadata elements have no attributes next to those of XML Schema. Others are kept, as fields named
        /// <c>element@attribute</c>.
        /// </summary>
        private ImmutableArray<MetadataField> ReadAttributes(string element)
        {
            if (!xml.HasAttributes)
            {
                return [];
            }

            ImmutableArray<MetadataField>.Builder fields = ImmutableArray.CreateBuilder<MetadataField>();
            int line = Line;
            if (xml.AttributeCount > MaxAttributes)
            {
                throw MetadataErrors.TooManyAttributes(source, line, MaxAttributes);
            }

            while (xml.MoveToNextAttribute())
            {
                string name = NameAt(line);
                if (
                    xml.NamespaceURI
                    is not (
                        XmlSchemaInstance
                        or "http://www.w3.org/2000/xmlns/"
                        or "http://www.w3.org/XML/1998/namespace"
                    )
                )
                {
                    bool isSecret = IsSecret(element: null, name, xml.Value);
                    fields.Add(
                        new MetadataField(
                            $"{element}@{name}",
                            isSecret ? MetadataField.SecretMask : SafeText.Lines(xml.Value),
                            Group: null,
                            line
                        )
                        {
                            IsSecret = isSecret,
                        }
                    );
                    AddUnknown($"@{name}", line);
                }
            }

            xml.MoveToElement();
            return fields.ToImmutable();
        }

        /// <summary>
        /// Whether a value must not be kept: the schema says so, or the schema does not know the element and its name
        /// sounds like a secret, or the text is a private key that someone pasted where a certificate belongs.
        /// </summary>
        private bool IsSecret(MetadataElement? element, string name, string text)
        {
            if (
                element is { IsSecret: true }
                || schema.SecretNames.Contains(name)
                || text.Contains("PRIVATE KEY", StringComparison.Ordinal)
            )
            {
                return true;
            }

            return element is null
                && !bool.TryParse(text, out _)
                && (Sounds("secret") || Sounds("password") || Sounds("privateKey") || Sounds("token"));

            bool Sounds(string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
        }
    }
}
