namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>How a consumer key is written at a place.</summary>
public enum KeyForm : long
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>With characters as percent codes, as in <c>%2E</c> for a dot.</summary>
    UrlEncoded,

    /// <summary>In Base64 of UTF-8 text, alone or amid other text, such as the Basic header of a token
    /// request.</summary>
    Base64,

    /// <summary>In Base64 of UTF-16 text, such as PowerShell's -EncodedCommand.</summary>
    Base64Utf16,
}
