using System.Globalization;

namespace EcaTools.Core.Metadata;

/// <summary>The errors of reading and writing metadata.</summary>
internal static class MetadataErrors
{
    private const string RetrieveAgain = "Retrieve the file again (sf project retrieve start), or leave it out.";

    // The parser's own words are left out on purpose: they may quote the text around the fault, and that may be a
    // secret.
    public static EcaException MalformedXml(string source, int line, int column) =>
        FileErrors.MalformedXml(
            string.Create(CultureInfo.InvariantCulture, $"{source}({line},{column}): this is not well-formed XML."),
            "Fix the file at that line and column, or retrieve it again (sf project retrieve start).",
            target: source,
            line: line
        );

    public static EcaException DtdRefused(string source, int line) =>
        FileErrors.MalformedXml(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source}({line}): the file declares a DTD. Metadata never has one, and a DTD can reach "
                    + $"for other files, so it was not read."
            ),
            "Find out where the file comes from. Take the DOCTYPE out, or retrieve the file again (sf "
                + "project retrieve start).",
            target: source,
            line: line
        );

    public static EcaException FileTooLarge(string source, long bytes) =>
        FileErrors.FileTooLarge(
            bytes < 0
                ? $"{source}: the file is larger than 10 MB and was not read."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: the file has {bytes:N0} bytes; more than 10 MB is not read."
                ),
            "Metadata of this kind has a few kilobytes. " + RetrieveAgain,
            target: source
        );

    public static EcaException EmptyFile(string source) =>
        FileErrors.MalformedXml($"{source}: the file is empty.", RetrieveAgain, target: source);

    public static EcaException NestedTooDeep(string source, int line, int depth) =>
        FileErrors.MalformedXml(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source}({line}): elements are nested more than {depth} deep. No metadata type of an app is."
            ),
            RetrieveAgain,
            target: source,
            line: line
        );

    public static EcaException ElementNameTooLong(string source, int line, int longest) =>
        FileErrors.MalformedXml(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source}({line}): the name of an element or attribute has more than {longest} "
                    + $"characters. No name in metadata does."
            ),
            RetrieveAgain,
            target: source,
            line: line
        );

    public static EcaException TooManyAttributes(string source, int line, int most) =>
        FileErrors.MalformedXml(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source}({line}): an element has more than {most} attributes. Metadata has hardly any."
            ),
            RetrieveAgain,
            target: source,
            line: line
        );

    public static EcaException MixedContent(string source, int line, string path) =>
        FileErrors.MalformedXml(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source}({line}): '{path}' holds both text and elements. A metadata element holds one or the other."
            ),
            "Fix the element, or retrieve the file again (sf project retrieve start).",
            target: source,
            line: line
        );

    public static EcaException NotMetadata(string source, string root) =>
        FileErrors.NotMetadata(
            $"{source}: the root element is '{root}', which is not Salesforce metadata (namespace "
                + $"{MetadataSchema.XmlNamespace}).",
            "Name a file that the Salesforce CLI or the Metadata API wrote.",
            target: source
        );

    public static EcaException WrongMetadataType(string source, string found, string expected) =>
        FileErrors.NotMetadata(
            $"{source}: the file holds a record of type {found}; {expected} was expected.",
            $"Name a file of type {expected}.",
            target: source
        );

    public static EcaException FileNotReadable(string source, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{source}: the file could not be read: {cause.Message}",
            "Check that the file is there and that you may read it.",
            cause,
            source
        );

    public static EcaException RecordNotReadable(string type, string fullName, string org) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"{org} lists the {type} '{fullName}' but gave no metadata of it.",
            "Check that the user has 'Modify Metadata Through Metadata API Functions' and 'Customize "
                + "Application', and look at the app in Setup; a component of somebody else's managed package "
                + "may be closed to you.",
            target: fullName
        );

    public static EcaException ZipNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the zip file, or an entry in it, is damaged or encrypted: {cause.Message}",
            "Retrieve the zip file again.",
            cause,
            path
        );
}
