namespace EcaTools.PracticeOrg.Http;

/// <summary>Bytes that are no HTTP request this server takes. The connection ends with this status.</summary>
internal sealed class BadRequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
