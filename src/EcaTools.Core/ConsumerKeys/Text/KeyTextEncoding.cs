namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>How the text around a consumer key is encoded. Keys are ASCII, so more is not distinguished.</summary>
public enum KeyTextEncoding : long
{
    /// <summary>UTF-8, Latin-1 or another encoding that writes ASCII as ASCII.</summary>
    Utf8,

    /// <summary>UTF-16, low byte first; with or without a byte order mark.</summary>
    Utf16LE,

    /// <summary>UTF-16, high byte first; with or without a byte order mark.</summary>
    Utf16BE,
}
